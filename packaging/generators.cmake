# Read by cpack for each generator: Debian's packages are components below /usr, the archive is one and has no prefix.
if(CPACK_GENERATOR STREQUAL "DEB")
  set(CPACK_DEB_COMPONENT_INSTALL ON)
  set(CPACK_COMPONENTS_GROUPING IGNORE)
  list(REMOVE_ITEM CPACK_COMPONENTS_ALL archive)
  set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
  set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "") # else it becomes the first line of each
else()
  set(CPACK_PACKAGING_INSTALL_PREFIX "")
endif()
