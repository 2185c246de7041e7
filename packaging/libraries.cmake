# Lists the shared libraries that FILES name, each under its file, in OUTPUT.
set(text "The libraries that Layerloom takes from the system. On Debian 12 these packages bring them:\n"
         "libyaml-cpp0.7 libpcre2-8-0 libutf8proc2, for the window libqt6widgets6 libqt6svg6 libqt6dbus6,\n"
         "for the engine libtorch1.13, and for tokenizer.model files libsentencepiece0.\n")
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME)
  execute_process(COMMAND ${OBJDUMP} -p ${file} OUTPUT_VARIABLE headers COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "NEEDED +[^\n ]+" needed "${headers}")
  list(TRANSFORM needed REPLACE "NEEDED +" "  ")
  list(JOIN needed "\n" lines)
  list(APPEND text "\n${name}\n${lines}\n")
endforeach()
list(JOIN text "" text)
file(WRITE ${OUTPUT} "${text}")
