<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Move the selected rows up</source>
        <translation>Die gewählten Zeilen nach oben</translation>
    </message>
    <message>
        <source>Move the selected rows down</source>
        <translation>Die gewählten Zeilen nach unten</translation>
    </message>
    <message>
        <source>Copy the selected rows</source>
        <translation>Die gewählten Zeilen kopieren</translation>
    </message>
    <message>
        <source>&amp;New</source>
        <translation>&amp;Neu</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>Ö&amp;ffnen …</translation>
    </message>
    <message>
        <source>Open &amp;model folder…</source>
        <translation>&amp;Modellordner öffnen …</translation>
    </message>
    <message>
        <source>A&amp;dd a model to the library…</source>
        <translation>Mo&amp;dell in die Bibliothek aufnehmen …</translation>
    </message>
    <message>
        <source>Open from the &amp;Hub&apos;s cache…</source>
        <translation>Aus dem Cache des &amp;Hubs öffnen …</translation>
    </message>
    <message>
        <source>&amp;Try the sample</source>
        <translation>&amp;Beispiel ausprobieren</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>Speichern &amp;unter …</translation>
    </message>
    <message>
        <source>Export mergekit &amp;YAML…</source>
        <translation>mergekit-&amp;YAML exportieren …</translation>
    </message>
    <message>
        <source>Export layer &amp;table…</source>
        <translation>Schicht&amp;tabelle exportieren …</translation>
    </message>
    <message>
        <source>Export &amp;picture…</source>
        <translation>Bi&amp;ld exportieren …</translation>
    </message>
    <message>
        <source>&amp;Read all models again</source>
        <translation>Alle Modelle neu &amp;einlesen</translation>
    </message>
    <message>
        <source>&amp;Close window</source>
        <translation>Fenster s&amp;chließen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Inter&amp;lock…</source>
        <translation>Ver&amp;zahnen …</translation>
    </message>
    <message>
        <source>Repea&amp;t…</source>
        <translation>&amp;Mehrfach …</translation>
    </message>
    <message>
        <source>Layer e&amp;xpression</source>
        <translation>Schichtau&amp;sdruck</translation>
    </message>
    <message>
        <source>Paste a recipe or e&amp;xpression…</source>
        <translation>Rezept oder Aus&amp;druck einfügen …</translation>
    </message>
    <message>
        <source>&amp;Filter models</source>
        <translation>Modelle &amp;filtern</translation>
    </message>
    <message>
        <source>&amp;Go to layer…</source>
        <translation>&amp;Gehe zu Schicht …</translation>
    </message>
    <message>
        <source>Next &amp;problem</source>
        <translation>Nächstes &amp;Problem</translation>
    </message>
    <message>
        <source>Pre&amp;vious problem</source>
        <translation>&amp;Voriges Problem</translation>
    </message>
    <message>
        <source>&amp;Fix the problem</source>
        <translation>Problem &amp;beheben</translation>
    </message>
    <message>
        <source>&amp;Preview</source>
        <translation>&amp;Vorschau</translation>
    </message>
    <message>
        <source>&amp;Apply</source>
        <translation>&amp;Anwenden</translation>
    </message>
    <message>
        <source>&amp;Insert at the caret</source>
        <translation>An der &amp;Einfügemarke einfügen</translation>
    </message>
    <message>
        <source>&amp;Suggest stacks…</source>
        <translation>&amp;Stapel vorschlagen …</translation>
    </message>
    <message>
        <source>T&amp;hreads</source>
        <translation>&amp;Fäden</translation>
    </message>
    <message>
        <source>&amp;Seams</source>
        <translation>&amp;Nähte</translation>
    </message>
    <message>
        <source>Layer &amp;distance</source>
        <translation>Schicht&amp;abstand</translation>
    </message>
    <message>
        <source>Depth &amp;profile</source>
        <translation>&amp;Tiefenprofil</translation>
    </message>
    <message>
        <source>Sensiti&amp;vity of layers</source>
        <translation>&amp;Empfindlichkeit der Schichten</translation>
    </message>
    <message>
        <source>Go to the canvas</source>
        <translation>Zur Arbeitsfläche</translation>
    </message>
    <message>
        <source>&amp;Next panel</source>
        <translation>&amp;Nächste Leiste</translation>
    </message>
    <message>
        <source>P&amp;revious panel</source>
        <translation>&amp;Vorige Leiste</translation>
    </message>
    <message>
        <source>Focus &amp;canvas</source>
        <translation>Fokus auf die Arbeits&amp;fläche</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>V&amp;ollbild</translation>
    </message>
    <message>
        <source>Reset la&amp;yout</source>
        <translation>Anordnung &amp;zurücksetzen</translation>
    </message>
    <message>
        <source>Measure the &amp;models of this stack</source>
        <translation>&amp;Modelle dieses Stapels messen</translation>
    </message>
    <message>
        <source>Compare &amp;weights</source>
        <translation>&amp;Gewichte vergleichen</translation>
    </message>
    <message>
        <source>Run this &amp;stack and measure its loss</source>
        <translation>Diesen &amp;Stapel ausführen und seinen Verlust messen</translation>
    </message>
    <message>
        <source>Run it &amp;after every change</source>
        <translation>Nach jeder Änderung &amp;ausführen</translation>
    </message>
    <message>
        <source>S&amp;top measuring</source>
        <translation>Messung an&amp;halten</translation>
    </message>
    <message>
        <source>Memor&amp;y for running models…</source>
        <translation>S&amp;peicher für laufende Modelle …</translation>
    </message>
    <message>
        <source>&amp;Merge…</source>
        <translation>&amp;Merge …</translation>
    </message>
    <message>
        <source>&amp;Cancel all merges</source>
        <translation>Alle Merges &amp;abbrechen</translation>
    </message>
    <message>
        <source>Clear &amp;finished</source>
        <translation>&amp;Fertige entfernen</translation>
    </message>
    <message>
        <source>&amp;About Layerloom</source>
        <translation>&amp;Über Layerloom</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Select</source>
        <translation>Aus&amp;wählen</translation>
    </message>
    <message>
        <source>&amp;Recipe</source>
        <translation>&amp;Rezept</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>Meas&amp;ure</source>
        <translation>Me&amp;ssen</translation>
    </message>
    <message>
        <source>&amp;Merge</source>
        <translation>&amp;Merge</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Go to the library</source>
        <translation>Zur Bibliothek</translation>
    </message>
    <message>
        <source>Go to the recipe</source>
        <translation>Zum Rezept</translation>
    </message>
    <message>
        <source>Go to the inspector</source>
        <translation>Zum Inspektor</translation>
    </message>
    <message>
        <source>Go to the distance map</source>
        <translation>Zur Abstandskarte</translation>
    </message>
    <message>
        <source>Go to the problems</source>
        <translation>Zu den Problemen</translation>
    </message>
    <message>
        <source>Go to the layer table</source>
        <translation>Zur Schichttabelle</translation>
    </message>
    <message>
        <source>Go to the jobs</source>
        <translation>Zu den Aufträgen</translation>
    </message>
    <message>
        <source>&amp;Try the stack</source>
        <translation>Stapel aus&amp;probieren</translation>
    </message>
    <message>
        <source>Go to the history</source>
        <translation>Zum Verlauf</translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation>&amp;Ausschneiden</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>&amp;Einfügen</translation>
    </message>
    <message>
        <source>&amp;Duplicate</source>
        <translation>&amp;Duplizieren</translation>
    </message>
    <message>
        <source>D&amp;elete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>Delete &amp;backwards</source>
        <translation>Rü&amp;ckwärts löschen</translation>
    </message>
    <message>
        <source>&amp;Insert the chosen layers</source>
        <translation>Gewählte Schichten e&amp;infügen</translation>
    </message>
    <message>
        <source>Replace by the c&amp;hosen layers</source>
        <translation>Durch gewä&amp;hlte Schichten ersetzen</translation>
    </message>
    <message>
        <source>&amp;Split slice</source>
        <translation>Abschnitt &amp;teilen</translation>
    </message>
    <message>
        <source>&amp;Join slices</source>
        <translation>Abschnitte &amp;verbinden</translation>
    </message>
    <message>
        <source>Type the &amp;range</source>
        <translation>&amp;Bereich eintippen</translation>
    </message>
    <message>
        <source>Move one layer to the input side</source>
        <translation>Eine Schicht zur Eingabeseite bewegen</translation>
    </message>
    <message>
        <source>Move one layer to the output side</source>
        <translation>Eine Schicht zur Ausgabeseite bewegen</translation>
    </message>
    <message>
        <source>Move before the slice</source>
        <translation>Vor den Abschnitt bewegen</translation>
    </message>
    <message>
        <source>Move behind the slice</source>
        <translation>Hinter den Abschnitt bewegen</translation>
    </message>
    <message>
        <source>Move to the start</source>
        <translation>An den Anfang bewegen</translation>
    </message>
    <message>
        <source>Move to the end</source>
        <translation>Ans Ende bewegen</translation>
    </message>
    <message>
        <source>Slip to earlier layers</source>
        <translation>Auf frühere Schichten schieben</translation>
    </message>
    <message>
        <source>Slip to later layers</source>
        <translation>Auf spätere Schichten schieben</translation>
    </message>
    <message>
        <source>Roll the seam to the input side</source>
        <translation>Naht zur Eingabeseite rollen</translation>
    </message>
    <message>
        <source>Roll the seam to the output side</source>
        <translation>Naht zur Ausgabeseite rollen</translation>
    </message>
    <message>
        <source>&amp;All</source>
        <translation>&amp;Alles</translation>
    </message>
    <message>
        <source>&amp;None</source>
        <translation>&amp;Nichts</translation>
    </message>
    <message>
        <source>&amp;Slice</source>
        <translation>Ab&amp;schnitt</translation>
    </message>
    <message>
        <source>&amp;Current layer</source>
        <translation>Ak&amp;tuelle Schicht</translation>
    </message>
    <message>
        <source>Seam &amp;details</source>
        <translation>&amp;Einzelheiten der Naht</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>Ver&amp;größern</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>Ver&amp;kleinern</translation>
    </message>
    <message>
        <source>24 pixels per &amp;layer</source>
        <translation>24 Pixel je &amp;Schicht</translation>
    </message>
    <message>
        <source>&amp;Fit all</source>
        <translation>Alles ein&amp;passen</translation>
    </message>
    <message>
        <source>Fit the &amp;selection</source>
        <translation>Aus&amp;wahl einpassen</translation>
    </message>
    <message>
        <source>One layer to the input side</source>
        <translation>Eine Schicht zur Eingabeseite</translation>
    </message>
    <message>
        <source>One layer to the output side</source>
        <translation>Eine Schicht zur Ausgabeseite</translation>
    </message>
    <message>
        <source>To the previous seam</source>
        <translation>Zur vorigen Naht</translation>
    </message>
    <message>
        <source>To the next seam</source>
        <translation>Zur nächsten Naht</translation>
    </message>
    <message>
        <source>8 layers to the input side</source>
        <translation>8 Schichten zur Eingabeseite</translation>
    </message>
    <message>
        <source>8 layers to the output side</source>
        <translation>8 Schichten zur Ausgabeseite</translation>
    </message>
    <message>
        <source>To the first layer</source>
        <translation>Zur ersten Schicht</translation>
    </message>
    <message>
        <source>Behind the last layer</source>
        <translation>Hinter die letzte Schicht</translation>
    </message>
    <message>
        <source>To the track above</source>
        <translation>Zur Spur darüber</translation>
    </message>
    <message>
        <source>To the track below</source>
        <translation>Zur Spur darunter</translation>
    </message>
    <message>
        <source>Scroll up</source>
        <translation>Nach oben rollen</translation>
    </message>
    <message>
        <source>Scroll down</source>
        <translation>Nach unten rollen</translation>
    </message>
    <message>
        <source>Take the interlock a&amp;part</source>
        <translation>Verzahnung auf&amp;lösen</translation>
    </message>
    <message>
        <source>S&amp;nap while dragging</source>
        <translation>Beim Ziehen ein&amp;rasten</translation>
    </message>
    <message>
        <source>Duplicate the selected rows</source>
        <translation>Die gewählten Zeilen duplizieren</translation>
    </message>
    <message>
        <source>Delete the selected rows</source>
        <translation>Die gewählten Zeilen löschen</translation>
    </message>
    <message>
        <source>&amp;Words and recipes</source>
        <translation>&amp;Wörter und Rezepte</translation>
    </message>
    <message>
        <source>&amp;Keys and gestures</source>
        <translation>&amp;Tasten und Gesten</translation>
    </message>
    <message>
        <source>&amp;Pin this stack</source>
        <translation>Stapel an&amp;heften</translation>
    </message>
    <message>
        <source>Next pinned stack</source>
        <translation>Nächster angehefteter Stapel</translation>
    </message>
    <message>
        <source>Previous pinned stack</source>
        <translation>Voriger angehefteter Stapel</translation>
    </message>
</context>
<context>
    <name>Block</name>
    <message>
        <source>%1 of %2</source>
        <comment>2nd of 3</comment>
        <translation>%1 von %2</translation>
    </message>
</context>
<context>
    <name>CanvasDrag</name>
    <message>
        <source>Cannot be stacked here</source>
        <translation>Kann hier nicht gestapelt werden</translation>
    </message>
    <message>
        <source>Nothing changes outside the output</source>
        <translation>Außerhalb der Ausgabe ändert sich nichts</translation>
    </message>
    <message>
        <source>Replace %1 with %2</source>
        <translation>%1 durch %2 ersetzen</translation>
    </message>
    <message>
        <source>Move %1 to %2</source>
        <translation>%1 nach %2 bewegen</translation>
    </message>
    <message>
        <source>Already there</source>
        <translation>Schon dort</translation>
    </message>
    <message>
        <source>Insert %1 at %2</source>
        <translation>%1 bei %2 einfügen</translation>
    </message>
    <message>
        <source>Copy %1 to %2</source>
        <translation>%1 nach %2 kopieren</translation>
    </message>
    <message>
        <source>Roll seam %1 to %2</source>
        <translation>Naht %1 auf %2 rollen</translation>
    </message>
    <message>
        <source>%1 layers, layer distance %2</source>
        <translation>%1 Schichten, Schichtabstand %2</translation>
    </message>
    <message>
        <source>Trim %1 to %2</source>
        <translation>%1 auf %2 kürzen</translation>
    </message>
    <message>
        <source>Slip %1 to %2</source>
        <translation>%1 auf %2 schieben</translation>
    </message>
    <message>
        <source> · new seam %1, distance %2</source>
        <translation> · neue Naht %1, Abstand %2</translation>
    </message>
    <message>
        <source>; %1, distance %2</source>
        <translation>; %1, Abstand %2</translation>
    </message>
    <message>
        <source>; %1 more</source>
        <translation>; %1 weitere</translation>
    </message>
    <message>
        <source> · %1</source>
        <translation> · %1</translation>
    </message>
    <message>
        <source>Δloss %1, lowest %2</source>
        <translation>ΔVerlust %1, kleinster %2</translation>
    </message>
    <message>
        <source>continues %1</source>
        <translation>setzt %1 fort</translation>
    </message>
    <message>
        <source>leads on to %1</source>
        <translation>führt zu %1 weiter</translation>
    </message>
    <message>
        <source>at the start</source>
        <translation>am Anfang</translation>
    </message>
    <message>
        <source>between slices</source>
        <translation>zwischen Abschnitten</translation>
    </message>
    <message>
        <source>at the end</source>
        <translation>am Ende</translation>
    </message>
    <message>
        <source>at the start of %1</source>
        <translation>am Anfang von %1</translation>
    </message>
    <message>
        <source>at the end of %1</source>
        <translation>am Ende von %1</translation>
    </message>
    <message>
        <source>where %1 begins</source>
        <translation>wo %1 beginnt</translation>
    </message>
    <message>
        <source>where %1 ends</source>
        <translation>wo %1 endet</translation>
    </message>
</context>
<context>
    <name>Counted</name>
    <message numerus="yes">
        <source>%n layer(s)</source>
        <translation>
            <numerusform>%Ln Schicht</numerusform>
            <numerusform>%Ln Schichten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n seam(s)</source>
        <translation>
            <numerusform>%Ln Naht</numerusform>
            <numerusform>%Ln Nähte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n shard(s)</source>
        <translation>
            <numerusform>%Ln Shard</numerusform>
            <numerusform>%Ln Shards</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n slice(s)</source>
        <translation>
            <numerusform>%Ln Abschnitt</numerusform>
            <numerusform>%Ln Abschnitte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stack(s)</source>
        <translation>
            <numerusform>%Ln Stapel</numerusform>
            <numerusform>%Ln Stapel</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tensor(s)</source>
        <translation>
            <numerusform>%Ln Tensor</numerusform>
            <numerusform>%Ln Tensoren</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%Ln Token</numerusform>
            <numerusform>%Ln Token</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Devices</name>
    <message>
        <source>Looking for devices</source>
        <translation>Geräte werden gesucht</translation>
    </message>
</context>
<context>
    <name>Distances</name>
    <message>
        <source>Little variation (%1–%2).</source>
        <translation>Wenig Unterschied (%1–%2).</translation>
    </message>
    <message>
        <source>Distances describe weights, not output quality.</source>
        <translation>Abstände beschreiben Gewichte, nicht die Güte der Ausgabe.</translation>
    </message>
</context>
<context>
    <name>Estimate</name>
    <message>
        <source>a few seconds</source>
        <translation>einige Sekunden</translation>
    </message>
    <message>
        <source>about %1 s</source>
        <translation>etwa %1 s</translation>
    </message>
    <message>
        <source>about %1 min</source>
        <translation>etwa %1 min</translation>
    </message>
    <message>
        <source>about %1 h</source>
        <translation>etwa %1 h</translation>
    </message>
</context>
<context>
    <name>ExportText</name>
    <message>
        <source>%1, %2 parameters</source>
        <translation>%1, %2 Parameter</translation>
    </message>
</context>
<context>
    <name>Gestures</name>
    <message>
        <source>Esc or right button</source>
        <translation>Esc oder rechte Taste</translation>
    </message>
    <message>
        <source>cancel</source>
        <translation>abbrechen</translation>
    </message>
    <message>
        <source>Hold N</source>
        <translation>N halten</translation>
    </message>
    <message>
        <source>do not snap</source>
        <translation>nicht einrasten</translation>
    </message>
    <message>
        <source>Middle button or Alt+drag</source>
        <translation>Mittlere Taste oder Alt+Ziehen</translation>
    </message>
    <message>
        <source>slip: other layers of the same model</source>
        <translation>schieben: andere Schichten desselben Modells</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>Klick</translation>
    </message>
    <message>
        <source>select</source>
        <translation>auswählen</translation>
    </message>
    <message>
        <source>Drag</source>
        <translation>Ziehen</translation>
    </message>
    <message>
        <source>select several, or move what is selected</source>
        <translation>mehrere auswählen oder das Gewählte bewegen</translation>
    </message>
    <message>
        <source>Double click</source>
        <translation>Doppelklick</translation>
    </message>
    <message>
        <source>select the slice</source>
        <translation>den Abschnitt auswählen</translation>
    </message>
    <message>
        <source>Shift or Ctrl+click</source>
        <translation>Umschalt- oder Strg-Klick</translation>
    </message>
    <message>
        <source>select more</source>
        <translation>weitere auswählen</translation>
    </message>
    <message>
        <source>Ctrl</source>
        <translation>Strg</translation>
    </message>
    <message>
        <source>copy</source>
        <translation>kopieren</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>Umschalt</translation>
    </message>
    <message>
        <source>replace</source>
        <translation>ersetzen</translation>
    </message>
    <message>
        <source>select several, or insert what is selected</source>
        <translation>mehrere auswählen oder das Gewählte einfügen</translation>
    </message>
    <message>
        <source>select all layers</source>
        <translation>alle Schichten auswählen</translation>
    </message>
    <message>
        <source>insert all layers</source>
        <translation>alle Schichten einfügen</translation>
    </message>
    <message>
        <source>move it</source>
        <translation>bewegen</translation>
    </message>
    <message>
        <source>type its range</source>
        <translation>seinen Bereich eingeben</translation>
    </message>
    <message>
        <source>make the slice longer or shorter</source>
        <translation>den Abschnitt verlängern oder kürzen</translation>
    </message>
    <message>
        <source>select the seam</source>
        <translation>die Naht auswählen</translation>
    </message>
    <message>
        <source>roll: one side longer, the other shorter</source>
        <translation>rollen: eine Seite länger, die andere kürzer</translation>
    </message>
    <message>
        <source>select the interlock</source>
        <translation>die Verzahnung auswählen</translation>
    </message>
    <message>
        <source>choose other groups</source>
        <translation>andere Gruppen wählen</translation>
    </message>
    <message>
        <source>choose the model it comes from</source>
        <translation>das Modell wählen, aus dem es stammt</translation>
    </message>
    <message>
        <source>select with a frame</source>
        <translation>mit einem Rahmen auswählen</translation>
    </message>
    <message>
        <source>Ctrl+wheel</source>
        <translation>Strg+Rad</translation>
    </message>
    <message>
        <source>zoom</source>
        <translation>zoomen</translation>
    </message>
    <message>
        <source>Middle button</source>
        <translation>Mittlere Taste</translation>
    </message>
    <message>
        <source>move the view</source>
        <translation>die Ansicht bewegen</translation>
    </message>
    <message>
        <source>Mouse: layer of the output</source>
        <translation>Maus: Schicht der Ausgabe</translation>
    </message>
    <message>
        <source>Mouse: layer of a model</source>
        <translation>Maus: Schicht eines Modells</translation>
    </message>
    <message>
        <source>Mouse: name of a model</source>
        <translation>Maus: Name eines Modells</translation>
    </message>
    <message>
        <source>Mouse: bar of a slice</source>
        <translation>Maus: Balken eines Abschnitts</translation>
    </message>
    <message>
        <source>Mouse: end of a slice&apos;s bar</source>
        <translation>Maus: Ende eines Balkens</translation>
    </message>
    <message>
        <source>Mouse: seam</source>
        <translation>Maus: Naht</translation>
    </message>
    <message>
        <source>Mouse: thread from a model to the output</source>
        <translation>Maus: Faden von einem Modell zur Ausgabe</translation>
    </message>
    <message>
        <source>Mouse: bracket over an interlock</source>
        <translation>Maus: Klammer über einer Verzahnung</translation>
    </message>
    <message>
        <source>Mouse: embeddings, final norm, head</source>
        <translation>Maus: Embeddings, letzte Norm, Kopf</translation>
    </message>
    <message>
        <source>Mouse: empty canvas</source>
        <translation>Maus: leere Arbeitsfläche</translation>
    </message>
</context>
<context>
    <name>Jobs</name>
    <message>
        <source>Queued</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>Wird vorbereitet</translation>
    </message>
    <message>
        <source>Merging</source>
        <translation>Merge läuft</translation>
    </message>
    <message>
        <source>Verifying</source>
        <translation>Wird geprüft</translation>
    </message>
    <message>
        <source>Load check</source>
        <translation>Ladeprüfung</translation>
    </message>
    <message>
        <source>Finishing</source>
        <translation>Wird abgeschlossen</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Gescheitert</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>a few seconds left</source>
        <translation>noch einige Sekunden</translation>
    </message>
    <message>
        <source>about %1 s left</source>
        <translation>noch etwa %1 s</translation>
    </message>
    <message>
        <source>about %1 min left</source>
        <translation>noch etwa %1 min</translation>
    </message>
    <message>
        <source>about %1 h %2 min left</source>
        <translation>noch etwa %1 h %2 min</translation>
    </message>
</context>
<context>
    <name>LayersPage</name>
    <message>
        <source>Tensors</source>
        <translation>Tensoren</translation>
    </message>
    <message>
        <source>Tensor</source>
        <translation>Tensor</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Layers are counted from 0: the last one is %1</source>
        <translation>Schichten werden ab 0 gezählt: Die letzte ist %1</translation>
    </message>
    <message>
        <source>All tensors</source>
        <translation>Alle Tensoren</translation>
    </message>
    <message>
        <source>× %1</source>
        <translation>× %1</translation>
    </message>
    <message>
        <source>Used at</source>
        <translation>Benutzt bei</translation>
    </message>
    <message>
        <source>Before it</source>
        <translation>Davor</translation>
    </message>
    <message>
        <source>Output layer %1</source>
        <translation>Ausgabeschicht %1</translation>
    </message>
    <message>
        <source>Layer %1</source>
        <translation>Schicht %1</translation>
    </message>
    <message>
        <source>%1 layer %2</source>
        <translation>%1 Schicht %2</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>at output %1</source>
        <translation>bei Ausgabe %1</translation>
    </message>
    <message>
        <source>of the source, %1</source>
        <translation>der Quelle, %1</translation>
    </message>
    <message>
        <source>not used</source>
        <translation>nicht benutzt</translation>
    </message>
    <message>
        <source>output %1</source>
        <translation>Ausgabe %1</translation>
    </message>
    <message>
        <source>%1 layer %2, distance %3</source>
        <translation>%1 Schicht %2, Abstand %3</translation>
    </message>
    <message>
        <source>%1
%2 bytes in %3</source>
        <translation>%1
%2 Bytes in %3</translation>
    </message>
</context>
<context>
    <name>LibraryFacts</name>
    <message>
        <source>%1, %2 for keys and values</source>
        <translation>%1, %2 für Schlüssel und Werte</translation>
    </message>
    <message>
        <source>%1 · %2 · %3 %4</source>
        <translation>%1 · %2 · %3 %4</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>Architektur</translation>
    </message>
    <message>
        <source>Layers of</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>the encoder</source>
        <translation>des Encoders</translation>
    </message>
    <message>
        <source>the decoder</source>
        <translation>des Decoders</translation>
    </message>
    <message>
        <source>Hidden size</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>Heads</source>
        <translation>Köpfe</translation>
    </message>
    <message>
        <source>MLP size</source>
        <translation>MLP-Breite</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation>Vokabular</translation>
    </message>
    <message>
        <source>Rope theta</source>
        <translation>Rope-Theta</translation>
    </message>
    <message>
        <source>Embeddings</source>
        <translation>Embeddings</translation>
    </message>
    <message>
        <source>tied to the head</source>
        <translation>mit dem Kopf geteilt</translation>
    </message>
    <message>
        <source>no language model head</source>
        <translation>kein Sprachmodellkopf</translation>
    </message>
    <message>
        <source>separate head</source>
        <translation>eigener Kopf</translation>
    </message>
    <message>
        <source>Quantized</source>
        <translation>Quantisiert</translation>
    </message>
    <message>
        <source>Dequantized from</source>
        <translation>Dequantisiert aus</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
</context>
<context>
    <name>LoadCheck</name>
    <message>
        <source>Looking for transformers</source>
        <translation>transformers wird gesucht</translation>
    </message>
</context>
<context>
    <name>LoomCanvas</name>
    <message>
        <source>Drag layers here, press Enter to insert the selection, or apply a recipe</source>
        <translation>Schichten hierher ziehen, die Auswahl mit der Eingabetaste einfügen oder ein Rezept anwenden</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>ausgelassen</translation>
    </message>
    <message>
        <source>run twice</source>
        <translation>doppelt</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>source layer</source>
        <translation>Quellschicht</translation>
    </message>
    <message>
        <source>output layer</source>
        <translation>Ausgabeschicht</translation>
    </message>
    <message>
        <source>seams</source>
        <translation>Nähte</translation>
    </message>
    <message>
        <source>depth profile</source>
        <translation>Tiefenprofil</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>interlock, groups of %1</source>
        <translation>Verzahnung, Gruppen zu %1</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>nicht lesbar</translation>
    </message>
</context>
<context>
    <name>Loss</name>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Δloss: cannot be run</source>
        <translation>ΔVerlust: nicht ausführbar</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>for a predicted Δloss</source>
        <translation>für eine Vorhersage</translation>
    </message>
    <message>
        <source>measuring</source>
        <translation>wird gemessen</translation>
    </message>
    <message>
        <source>Measuring %1. Click to see the progress and to stop it.</source>
        <translation>%1 wird gemessen. Klicken zeigt den Fortschritt und kann die Messung anhalten.</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>Measuring %1 waits for the running job and then continues. Click to see the progress and to stop it.</source>
        <translation>Die Messung von %1 wartet auf den laufenden Auftrag und geht dann weiter. Klicken zeigt den Fortschritt und kann sie anhalten.</translation>
    </message>
    <message>
        <source>%1 waits for the running job.</source>
        <translation>%1 wartet auf den laufenden Auftrag.</translation>
    </message>
    <message>
        <source>The predicted loss increase in nats per token. It ranks stacks well; its size is approximate. It is no measure of quality.</source>
        <translation>Die vorhergesagte Zunahme des Verlusts in Nats je Token. Sie ordnet Stapel gut; ihre Größe ist ungefähr. Sie ist kein Maß der Güte.</translation>
    </message>
    <message>
        <source>Predictions for stacks of several models are less tested.</source>
        <translation>Vorhersagen für Stapel mehrerer Modelle sind weniger erprobt.</translation>
    </message>
    <message>
        <source>The prediction ignores the scales of layers.</source>
        <translation>Die Vorhersage beachtet die Skalierung von Schichten nicht.</translation>
    </message>
    <message>
        <source>predicted Δloss</source>
        <translation>vorhergesagter ΔVerlust</translation>
    </message>
    <message>
        <source>The stack is running. Click to stop.</source>
        <translation>Der Stapel läuft. Klicken hält ihn an.</translation>
    </message>
    <message>
        <source>Click to run the stack and measure its loss.</source>
        <translation>Klicken führt den Stapel aus und misst seinen Verlust.</translation>
    </message>
    <message>
        <source>Predicted: %1.</source>
        <translation>Vorhergesagt: %1.</translation>
    </message>
    <message>
        <source>measured on %1 tokens</source>
        <translation>gemessen an %1 Token</translation>
    </message>
    <message>
        <source>Likely %1 to %2, two times out of three.</source>
        <translation>Wahrscheinlich %1 bis %2, in zwei von drei Fällen.</translation>
    </message>
    <message>
        <source>Calibrated by %1 of this model.</source>
        <translation>Geeicht an %1 dieses Modells.</translation>
    </message>
    <message>
        <source> and </source>
        <translation> und </translation>
    </message>
    <message>
        <source>Looking for a cached measurement.</source>
        <translation>Eine frühere Messung wird gesucht.</translation>
    </message>
    <message>
        <source>Measuring %1 on a text shows the effect of each layer and predicts the loss of every stack: %2, once.</source>
        <translation>%1 an einem Text zu messen zeigt die Wirkung jeder Schicht und sagt den Verlust jedes Stapels vorher: einmalig %2.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Measuring %1: %2, waits for the running job</source>
        <translation>%1 wird gemessen: %2, wartet auf den laufenden Auftrag</translation>
    </message>
    <message>
        <source>Measuring %1: %2</source>
        <translation>%1 wird gemessen: %2</translation>
    </message>
    <message>
        <source>not predicted</source>
        <translation>nicht vorhergesagt</translation>
    </message>
    <message>
        <source>The distances between the models are being measured.</source>
        <translation>Die Abstände zwischen den Modellen werden gemessen.</translation>
    </message>
    <message>
        <source>perplexity %1</source>
        <translation>Perplexität %1</translation>
    </message>
    <message>
        <source>Measured on %1 tokens, from the base to the stack: %2.</source>
        <translation>Gemessen an %1 Token, von der Basis zum Stapel: %2.</translation>
    </message>
    <message>
        <source>Loss increase over the base: %1 nats per token.</source>
        <translation>Zunahme des Verlusts gegenüber der Basis: %1 Nats je Token.</translation>
    </message>
    <message>
        <source>measured, %1</source>
        <translation>gemessen, %1</translation>
    </message>
    <message>
        <source>loss %1</source>
        <translation>Verlust %1</translation>
    </message>
</context>
<context>
    <name>MergeObstacle</name>
    <message>
        <source>The output has no layers</source>
        <translation>Die Ausgabe hat keine Schichten</translation>
    </message>
</context>
<context>
    <name>MergeSummary</name>
    <message>
        <source>Set in config.json on purpose:</source>
        <translation>In config.json absichtlich gesetzt:</translation>
    </message>
</context>
<context>
    <name>Metric</name>
    <message>
        <source>layer distance</source>
        <translation>Schichtabstand</translation>
    </message>
    <message>
        <source>activation distance</source>
        <translation>Aktivierungsabstand</translation>
    </message>
    <message>
        <source>weight distance</source>
        <translation>Gewichtsabstand</translation>
    </message>
    <message>
        <source>%1, %2 %3</source>
        <translation>%1, %2 %3</translation>
    </message>
</context>
<context>
    <name>OutputPage</name>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>No layers yet</source>
        <translation>Noch keine Schichten</translation>
    </message>
    <message>
        <source>Slices</source>
        <translation>Abschnitte</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>KV-Cache</translation>
    </message>
    <message>
        <source>%1 a token</source>
        <translation>%1 je Token</translation>
    </message>
    <message>
        <source>Keys and values of all layers, two bytes an element</source>
        <translation>Schlüssel und Werte aller Schichten, zwei Bytes je Element</translation>
    </message>
    <message>
        <source>Written as</source>
        <translation>Geschrieben als</translation>
    </message>
    <message>
        <source>%1 again</source>
        <translation>%1 noch einmal</translation>
    </message>
    <message>
        <source>%1 left out</source>
        <translation>%1 ausgelassen</translation>
    </message>
    <message>
        <source>From %1</source>
        <translation>Aus %1</translation>
    </message>
</context>
<context>
    <name>Panels</name>
    <message>
        <source>Model library</source>
        <translation>Modellbibliothek</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Inspektor</translation>
    </message>
    <message>
        <source>Distance map</source>
        <translation>Abstandskarte</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>Layer table</source>
        <translation>Schichttabelle</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufträge</translation>
    </message>
    <message>
        <source>Try it</source>
        <translation>Ausprobieren</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
</context>
<context>
    <name>PartPage</name>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Take %1 from %2</source>
        <translation>%1 aus %2 nehmen</translation>
    </message>
    <message>
        <source>The head shares the weights of the embeddings: no tensor of its own is written.</source>
        <translation>Der Kopf teilt die Gewichte der Embeddings: Kein eigener Tensor wird geschrieben.</translation>
    </message>
    <message>
        <source>This model is missing.</source>
        <translation>Dieses Modell fehlt.</translation>
    </message>
    <message>
        <source>%1 tokens, %2 parameters</source>
        <translation>%1 Token, %2 Parameter</translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation>%1 Parameter</translation>
    </message>
</context>
<context>
    <name>Parts</name>
    <message>
        <source>Configuration</source>
        <translation>Konfiguration</translation>
    </message>
    <message>
        <source>Embeddings</source>
        <translation>Embeddings</translation>
    </message>
    <message>
        <source>Final norm</source>
        <translation>Abschlussnorm</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>Kopf</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>Tokenizer</translation>
    </message>
    <message>
        <source>Chat template</source>
        <translation>Chat-Vorlage</translation>
    </message>
    <message>
        <source>Generation config</source>
        <translation>Generierungskonfiguration</translation>
    </message>
</context>
<context>
    <name>Problems</name>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Advice</source>
        <translation>Rat</translation>
    </message>
    <message>
        <source>Output %1</source>
        <translation>Ausgabe %1</translation>
    </message>
    <message>
        <source>Model %1</source>
        <translation>Modell %1</translation>
    </message>
</context>
<context>
    <name>QObject</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation>%1 in %2</translation>
    </message>
    <message>
        <source>Nothing was left behind.</source>
        <translation>Nichts ist zurückgeblieben.</translation>
    </message>
    <message>
        <source>Waits for the merge before it</source>
        <translation>Wartet auf den Merge davor</translation>
    </message>
    <message>
        <source>%1 of %2 tensors</source>
        <translation>%1 von %2 Tensoren</translation>
    </message>
    <message>
        <source>%1 elapsed</source>
        <translation>seit %1</translation>
    </message>
    <message>
        <source>A merge was interrupted and left %1 in %2. Merging the same stack to %3 finishes it.</source>
        <translation>Ein Merge wurde unterbrochen und ließ %1 in %2 zurück. Ein Merge desselben Stapels nach %3 schließt ihn ab.</translation>
    </message>
    <message numerus="yes">
        <source>%n merges were interrupted and left %1 in %2.</source>
        <translation>
            <numerusform>%n Merge wurde unterbrochen und ließ %1 in %2 zurück.</numerusform>
            <numerusform>%n Merges wurden unterbrochen und ließen %1 in %2 zurück.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 were freed.</source>
        <translation>%1 wurden frei.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>a few seconds, estimated</source>
        <translation>einige Sekunden, geschätzt</translation>
    </message>
    <message>
        <source>about %1 s, estimated</source>
        <translation>etwa %1 s, geschätzt</translation>
    </message>
    <message>
        <source>about %1 min, estimated</source>
        <translation>etwa %1 min, geschätzt</translation>
    </message>
    <message>
        <source>%1 values in %2 became infinite.</source>
        <translation>%1 Werte wurden unendlich, in %2.</translation>
    </message>
    <message>
        <source>A merge was interrupted before it copied anything, and left the folder %1. Merging the same stack to %2 finishes it.</source>
        <translation>Ein Merge wurde unterbrochen, bevor er etwas kopierte, und ließ den Ordner %1 zurück. Ein Merge desselben Stapels nach %2 schließt ihn ab.</translation>
    </message>
    <message>
        <source>What was left is removed.</source>
        <translation>Die Reste sind entfernt.</translation>
    </message>
</context>
<context>
    <name>Recipes</name>
    <message>
        <source>Apply %1</source>
        <translation>%1 anwenden</translation>
    </message>
</context>
<context>
    <name>Seam</name>
    <message>
        <source>Trim left</source>
        <translation>Links kürzen</translation>
    </message>
    <message>
        <source>The slice before the seam ends one layer earlier</source>
        <translation>Der Abschnitt vor der Naht endet eine Schicht früher</translation>
    </message>
    <message>
        <source>Trim right</source>
        <translation>Rechts kürzen</translation>
    </message>
    <message>
        <source>The slice after the seam begins one layer later</source>
        <translation>Der Abschnitt nach der Naht beginnt eine Schicht später</translation>
    </message>
    <message>
        <source>Roll left</source>
        <translation>Nach links rollen</translation>
    </message>
    <message>
        <source>Both slices: one layer earlier</source>
        <translation>Beide Abschnitte: eine Schicht früher</translation>
    </message>
    <message>
        <source>Roll right</source>
        <translation>Nach rechts rollen</translation>
    </message>
    <message>
        <source>Both slices: one layer later</source>
        <translation>Beide Abschnitte: eine Schicht später</translation>
    </message>
</context>
<context>
    <name>SeamPage</name>
    <message>
        <source>Output layer %1</source>
        <translation>Ausgabeschicht %1</translation>
    </message>
    <message>
        <source>No seam here any more: the layers follow each other</source>
        <translation>Hier ist keine Naht mehr: Die Schichten folgen aufeinander</translation>
    </message>
    <message>
        <source>Seam %1</source>
        <translation>Naht %1</translation>
    </message>
    <message>
        <source>before output layer %1</source>
        <translation>vor Ausgabeschicht %1</translation>
    </message>
    <message>
        <source>the same layer again</source>
        <translation>dieselbe Schicht noch einmal</translation>
    </message>
    <message>
        <source>other source</source>
        <translation>andere Quelle</translation>
    </message>
    <message>
        <source>jump back</source>
        <translation>Sprung zurück</translation>
    </message>
    <message>
        <source>jump ahead</source>
        <translation>Sprung nach vorn</translation>
    </message>
    <message>
        <source>%1 of both</source>
        <translation>%1 von beiden</translation>
    </message>
    <message>
        <source>%1 run again</source>
        <translation>%1 laufen noch einmal</translation>
    </message>
    <message>
        <source>%1 of neither</source>
        <translation>%1 von keinem</translation>
    </message>
    <message>
        <source>%1 are skipped</source>
        <translation>%1 werden übersprungen</translation>
    </message>
    <message>
        <source>the next index of another model</source>
        <translation>die nächste Nummer eines anderen Modells</translation>
    </message>
    <message>
        <source>%1, equals %2 layers</source>
        <translation>%1, entspricht %2 Schichten</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Tiefe</translation>
    </message>
    <message>
        <source>Place in the source: 0 is the input side, 1 the output side</source>
        <translation>Lage in der Quelle: 0 ist die Eingabeseite, 1 die Ausgabeseite</translation>
    </message>
    <message>
        <source>Meaning</source>
        <translation>Bedeutung</translation>
    </message>
    <message>
        <source>Activations</source>
        <translation>Aktivierungen</translation>
    </message>
    <message>
        <source>Angle between the incoming hidden state and the one the layer gets in its own model, divided by π; and in units of the angle of an ordinary layer of the model</source>
        <translation>Winkel zwischen dem ankommenden Zustand und dem, den die Schicht in ihrem eigenen Modell bekommt, geteilt durch π; und gemessen am Winkel einer gewöhnlichen Schicht des Modells</translation>
    </message>
    <message>
        <source>%1: no layer left</source>
        <translation>%1: keine Schicht mehr</translation>
    </message>
    <message>
        <source>%1: %2 (%3), %4</source>
        <translation>%1: %2 (%3), %4</translation>
    </message>
    <message>
        <source>Layer distance: 1 inside a slice</source>
        <translation>Schichtabstand: 1 innerhalb eines Abschnitts</translation>
    </message>
    <message>
        <source>From the layer that would follow, it is a jump of %1%2</source>
        <translation>Von der Schicht, die folgen würde, ist es ein Sprung um %1%2</translation>
    </message>
</context>
<context>
    <name>Selection</name>
    <message>
        <source>%1 slices</source>
        <translation>%1 Abschnitte</translation>
    </message>
    <message>
        <source>Slice %1: %2</source>
        <translation>Abschnitt %1: %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>ShortcutList</name>
    <message>
        <source>Caret (with Shift: extend the selection)</source>
        <translation>Einfügemarke (mit Umschalt: Auswahl erweitern)</translation>
    </message>
    <message>
        <source>%1 during a drag</source>
        <translation>%1 beim Ziehen</translation>
    </message>
</context>
<context>
    <name>SliceEditor</name>
    <message>
        <source>Slip %1 to %2</source>
        <translation>%1 auf %2 schieben</translation>
    </message>
    <message>
        <source>Split at %1</source>
        <translation>Bei %1 teilen</translation>
    </message>
    <message>
        <source>Join at %1</source>
        <translation>Bei %1 verbinden</translation>
    </message>
    <message>
        <source>Trim %1</source>
        <translation>%1 kürzen</translation>
    </message>
    <message>
        <source>A slice is one run of layers, such as 20-59</source>
        <translation>Ein Abschnitt ist eine Folge von Schichten, etwa 20-59</translation>
    </message>
    <message>
        <source>Set %1 to %2</source>
        <translation>%1 auf %2 setzen</translation>
    </message>
</context>
<context>
    <name>SlicePage</name>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>First layer</source>
        <translation>Erste Schicht</translation>
    </message>
    <message>
        <source>Last layer</source>
        <translation>Letzte Schicht</translation>
    </message>
    <message>
        <source>Slice %1 of %2</source>
        <translation>Abschnitt %1 von %2</translation>
    </message>
    <message>
        <source>%1 at output %2</source>
        <translation>%1 bei Ausgabe %2</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>The same layers from another model of the same depth</source>
        <translation>Dieselben Schichten aus einem anderen Modell gleicher Tiefe</translation>
    </message>
    <message>
        <source>No other model has %1</source>
        <translation>Kein anderes Modell hat %1</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>All tensors</source>
        <translation>Alle Tensoren</translation>
    </message>
    <message>
        <source>× %1</source>
        <translation>× %1</translation>
    </message>
    <message>
        <source>%1, distance %2</source>
        <translation>%1, Abstand %2</translation>
    </message>
    <message>
        <source>Seam before</source>
        <translation>Naht davor</translation>
    </message>
    <message>
        <source>Seam after</source>
        <translation>Naht danach</translation>
    </message>
    <message>
        <source>Set slice to %1</source>
        <translation>Abschnitt auf %1 setzen</translation>
    </message>
    <message>
        <source>Take slice from %1</source>
        <translation>Abschnitt aus %1 nehmen</translation>
    </message>
</context>
<context>
    <name>layerloom::app::AboutDialog</name>
    <message>
        <source>, %1 of %2 free</source>
        <translation>, %1 von %2 frei</translation>
    </message>
    <message>
        <source>About Layerloom</source>
        <translation>Über Layerloom</translation>
    </message>
    <message>
        <source>Layerloom %1</source>
        <translation>Layerloom %1</translation>
    </message>
    <message>
        <source>Stacks layers of language models. Apache License 2.0.</source>
        <translation>Stapelt Schichten von Sprachmodellen. Apache-Lizenz 2.0.</translation>
    </message>
    <message>
        <source>Looking for devices…</source>
        <translation>Geräte werden gesucht …</translation>
    </message>
    <message>
        <source>Copy system information</source>
        <translation>Systemangaben kopieren</translation>
    </message>
</context>
<context>
    <name>layerloom::app::AnalysisViews</name>
    <message>
        <source>%1 and %2</source>
        <translation>%1 und %2</translation>
    </message>
    <message>
        <source>All models of this stack are measured.</source>
        <translation>Alle Modelle dieses Stapels sind gemessen.</translation>
    </message>
    <message>
        <source>Measure %1: %2</source>
        <translation>%1 messen: %2</translation>
    </message>
    <message>
        <source>Not compared yet. The distance map offers to do it.</source>
        <translation>Noch nicht verglichen. Die Abstandskarte bietet es an.</translation>
    </message>
    <message>
        <source>Comparing: %1 %</source>
        <translation>Vergleich läuft: %1 %</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Comparing the weights of %1 reads %2: %3.</source>
        <translation>Die Gewichte von %1 zu vergleichen liest %2: %3.</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
</context>
<context>
    <name>layerloom::app::Autosave</name>
    <message>
        <source>Keeping a copy</source>
        <translation>Sicherungskopie</translation>
    </message>
    <message>
        <source>A crash would lose your changes: %1</source>
        <translation>Ein Absturz würde Ihre Änderungen kosten: %1</translation>
    </message>
</context>
<context>
    <name>layerloom::app::Centre</name>
    <message>
        <source>no longer exists</source>
        <translation>gibt es nicht mehr</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
</context>
<context>
    <name>layerloom::app::CloseGuard</name>
    <message>
        <source>A merge is running</source>
        <translation>Ein Merge läuft</translation>
    </message>
    <message>
        <source>A merge is not finished yet.</source>
        <translation>Ein Merge ist noch nicht fertig.</translation>
    </message>
    <message>
        <source>Cancel the merge and quit</source>
        <translation>Merge abbrechen und beenden</translation>
    </message>
    <message>
        <source>Quit when finished</source>
        <translation>Beenden, sobald er fertig ist</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>Zurück</translation>
    </message>
</context>
<context>
    <name>layerloom::app::DiskMeter</name>
    <message>
        <source>Disk use</source>
        <translation>Belegter Speicherplatz</translation>
    </message>
</context>
<context>
    <name>layerloom::app::Document</name>
    <message>
        <source>Untitled</source>
        <translation>Unbenannt</translation>
    </message>
    <message>
        <source>%1 was not saved: %2</source>
        <translation>%1 wurde nicht gespeichert: %2</translation>
    </message>
</context>
<context>
    <name>layerloom::app::DocumentFollower</name>
    <message>
        <source>%1[*] — Layerloom</source>
        <translation>%1[*] — Layerloom</translation>
    </message>
    <message>
        <source>[%1 %] %2</source>
        <translation>[%1 %] %2</translation>
    </message>
    <message>
        <source>&amp;Undo %1</source>
        <translation>&amp;Rückgängig: %1</translation>
    </message>
    <message>
        <source>&amp;Redo %1</source>
        <translation>&amp;Wiederholen: %1</translation>
    </message>
</context>
<context>
    <name>layerloom::app::EditCommands</name>
    <message>
        <source>Configuration</source>
        <translation>Konfiguration</translation>
    </message>
    <message>
        <source>Embeddings</source>
        <translation>Embeddings</translation>
    </message>
    <message>
        <source>Final norm</source>
        <translation>Abschlussnorm</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>Kopf</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>Tokenizer</translation>
    </message>
    <message>
        <source>Chat template</source>
        <translation>Chat-Vorlage</translation>
    </message>
    <message>
        <source>Generation config</source>
        <translation>Generierungskonfiguration</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Go to layer</source>
        <translation>Gehe zu Schicht</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>Output layer, counted from 0</source>
        <translation>Ausgabeschicht, gezählt ab 0</translation>
    </message>
    <message>
        <source>Go</source>
        <translation>Los</translation>
    </message>
    <message>
        <source>%1, layer %2</source>
        <translation>%1, Schicht %2</translation>
    </message>
    <message>
        <source>%1 from %2</source>
        <translation>%1 aus %2</translation>
    </message>
    <message>
        <source>%1: follows the last layer</source>
        <translation>%1: folgt der letzten Schicht</translation>
    </message>
    <message>
        <source>%1: follows the first layer</source>
        <translation>%1: folgt der ersten Schicht</translation>
    </message>
    <message>
        <source>%1: follows the base model</source>
        <translation>%1: folgt dem Basismodell</translation>
    </message>
</context>
<context>
    <name>layerloom::app::EngineJobs</name>
    <message>
        <source>Progress of %1</source>
        <translation>Fortschritt von %1</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop %1</source>
        <translation>%1 anhalten</translation>
    </message>
    <message>
        <source>Waits</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Paused for a more urgent job</source>
        <translation>Angehalten für einen dringenderen Auftrag</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
</context>
<context>
    <name>layerloom::app::EngineQueue</name>
    <message>
        <source>Making room</source>
        <translation>Platz wird geschaffen</translation>
    </message>
</context>
<context>
    <name>layerloom::app::ExpressionBar</name>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Type layers, such as A[0:24] A[8:32]</source>
        <translation>Schichten eintippen, etwa A[0:24] A[8:32]</translation>
    </message>
    <message>
        <source>Open a model first</source>
        <translation>Erst ein Modell öffnen</translation>
    </message>
    <message>
        <source>The layers of the output; A[0:24] are the first 24 layers of model A (Ctrl+L)</source>
        <translation>Die Schichten der Ausgabe; A[0:24] sind die ersten 24 Schichten von Modell A (Strg+L)</translation>
    </message>
    <message>
        <source>A layer expression names layers of models: open one first</source>
        <translation>Ein Schichtausdruck nennt Schichten von Modellen: erst eines öffnen</translation>
    </message>
    <message>
        <source>Set the layers to %1</source>
        <translation>Schichten auf %1 setzen</translation>
    </message>
</context>
<context>
    <name>layerloom::app::ExpressionEdit</name>
    <message>
        <source>Layer expression</source>
        <translation>Schichtausdruck</translation>
    </message>
</context>
<context>
    <name>layerloom::app::FileCommands</name>
    <message>
        <source>Open &amp;recent</source>
        <translation>&amp;Zuletzt benutzt</translation>
    </message>
    <message>
        <source>Open model folder</source>
        <translation>Modellordner öffnen</translation>
    </message>
    <message>
        <source>Add a model to the library</source>
        <translation>Modell in die Bibliothek aufnehmen</translation>
    </message>
    <message>
        <source>Export mergekit YAML</source>
        <translation>mergekit-YAML exportieren</translation>
    </message>
    <message>
        <source>Export layer table</source>
        <translation>Schichttabelle exportieren</translation>
    </message>
    <message>
        <source>Export picture</source>
        <translation>Bild exportieren</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>Bilder (*.png)</translation>
    </message>
    <message>
        <source>%1 is neither a model folder, a .loom document nor a mergekit YAML.</source>
        <translation>%1 ist weder ein Modellordner noch ein .loom-Dokument noch ein mergekit-YAML.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Layerloom and mergekit (*.loom *.yml *.yaml *.safetensors *.bin *.index.json README.md);;All files (*)</source>
        <translation>Layerloom und mergekit (*.loom *.yml *.yaml *.safetensors *.bin *.index.json README.md);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>There are no models in the Hub&apos;s cache, %1.</source>
        <translation>Im Cache des Hubs, %1, sind keine Modelle.</translation>
    </message>
    <message>
        <source>Open from the Hub&apos;s cache</source>
        <translation>Aus dem Cache des Hubs öffnen</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>Ungespeicherte Änderungen</translation>
    </message>
    <message>
        <source>%1 has changes that are not saved.</source>
        <translation>%1 hat ungespeicherte Änderungen.</translation>
    </message>
    <message>
        <source>Changed on disk</source>
        <translation>Auf dem Datenträger geändert</translation>
    </message>
    <message>
        <source>%1 was changed by another program.</source>
        <translation>%1 wurde von einem anderen Programm geändert.</translation>
    </message>
    <message>
        <source>Saving replaces what it wrote.</source>
        <translation>Speichern ersetzt, was es geschrieben hat.</translation>
    </message>
    <message>
        <source>Save anyway</source>
        <translation>Trotzdem speichern</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>Speichern unter</translation>
    </message>
    <message>
        <source>Layerloom documents (*.loom)</source>
        <translation>Layerloom-Dokumente (*.loom)</translation>
    </message>
    <message>
        <source>Where is %1?</source>
        <translation>Wo ist %1?</translation>
    </message>
    <message>
        <source>Set the layers</source>
        <translation>Schichten setzen</translation>
    </message>
    <message>
        <source>%1 was not written: %2.</source>
        <translation>%1 wurde nicht geschrieben: %2.</translation>
    </message>
    <message>
        <source>%1 was written.</source>
        <translation>%1 wurde geschrieben.</translation>
    </message>
    <message>
        <source>%1 is not there any more</source>
        <translation>%1 ist nicht mehr da</translation>
    </message>
    <message>
        <source>&amp;Clear the list</source>
        <translation>Liste &amp;leeren</translation>
    </message>
    <message>
        <source>%1 is open in another window already. What is saved there reaches this window only when it is loaded again; before one replaces what the other saved, it asks.</source>
        <translation>%1 ist schon in einem anderen Fenster geöffnet. Was dort gespeichert wird, erreicht dieses Fenster erst, wenn es neu geladen wird; bevor eines ersetzt, was das andere gespeichert hat, fragt es nach.</translation>
    </message>
    <message>
        <source>Only files and folders of this computer can be opened, not %1.</source>
        <translation>Nur Dateien und Ordner dieses Rechners lassen sich öffnen, nicht %1.</translation>
    </message>
    <message>
        <source>layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Drawings (*.svg)</source>
        <translation>Zeichnungen (*.svg)</translation>
    </message>
</context>
<context>
    <name>layerloom::app::FixCommands</name>
    <message>
        <source>No model in the library has these layers and fits the stack.</source>
        <translation>Kein Modell der Bibliothek hat diese Schichten und passt zum Stapel.</translation>
    </message>
    <message>
        <source>Replace source</source>
        <translation>Quelle ersetzen</translation>
    </message>
    <message>
        <source>Take the layers from</source>
        <translation>Schichten nehmen aus</translation>
    </message>
    <message>
        <source>Take layers from %1</source>
        <translation>Schichten aus %1 nehmen</translation>
    </message>
</context>
<context>
    <name>layerloom::app::HelpDialog</name>
    <message>
        <source>Layer</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>One decoder layer of a model, model.layers.0 and so on. Layers are counted from 0; layer 0 is at the input side, next to the embeddings.</source>
        <translation>Eine Decoder-Schicht eines Modells, model.layers.0 und so weiter. Gezählt wird ab 0; Schicht 0 liegt an der Eingabeseite, neben den Embeddings.</translation>
    </message>
    <message>
        <source>Slice</source>
        <translation>Abschnitt</translation>
    </message>
    <message>
        <source>Layers of one model that follow each other in the output. A[8:32] are the layers 8 to 31: as in Python, the second number is not included.</source>
        <translation>Schichten eines Modells, die in der Ausgabe aufeinander folgen. A[8:32] sind die Schichten 8 bis 31: Wie in Python zählt die zweite Zahl nicht mit.</translation>
    </message>
    <message>
        <source>Seam</source>
        <translation>Naht</translation>
    </message>
    <message>
        <source>A place in the output where the next layer is not the one that followed in the model.</source>
        <translation>Eine Stelle der Ausgabe, an der nicht die Schicht folgt, die im Modell gefolgt wäre.</translation>
    </message>
    <message>
        <source>Layer distance</source>
        <translation>Schichtabstand</translation>
    </message>
    <message>
        <source>How far the two layers at a seam lie apart in their models: from layer 23 to layer 8 it is 15, inside a slice it is 1 (SOLAR 10.7B, arXiv 2312.15166). It is a number, not a verdict.</source>
        <translation>Wie weit die beiden Schichten einer Naht in ihren Modellen auseinander liegen: von Schicht 23 zu Schicht 8 sind es 15, innerhalb eines Abschnitts ist es 1 (SOLAR 10.7B, arXiv 2312.15166). Es ist eine Zahl, kein Urteil.</translation>
    </message>
    <message>
        <source>Activation distance</source>
        <translation>Aktivierungsabstand</translation>
    </message>
    <message>
        <source>The angle between the hidden state that a layer gets and the one it gets in its own model, on a text. &quot;Equals 3.1 ordinary layers&quot; is the same in units of the angle by which a layer of that model turns the state.</source>
        <translation>Der Winkel zwischen dem Zustand, den eine Schicht bekommt, und dem, den sie in ihrem eigenen Modell bekommt, an einem Text. „Entspricht 3,1 gewöhnlichen Schichten“ ist dasselbe, gemessen an dem Winkel, um den eine Schicht dieses Modells den Zustand dreht.</translation>
    </message>
    <message>
        <source>Predicted Δloss</source>
        <translation>Vorhergesagter ΔVerlust</translation>
    </message>
    <message>
        <source>The loss increase on a text, in nats per token, predicted from the measurements of the models. It ranks stacks; running the stack is exact for that text. Neither is a measure of quality.</source>
        <translation>Die Zunahme des Verlusts an einem Text in Nats je Token, vorhergesagt aus den Messungen der Modelle. Sie ordnet Stapel; den Stapel auszuführen ist für diesen Text genau. Keines von beiden ist ein Maß der Güte.</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>Merge</translation>
    </message>
    <message>
        <source>Writes the output as a checkpoint. Layers are copied byte for byte, and the result is compared with its sources. The sources are never changed.</source>
        <translation>Schreibt die Ausgabe als Checkpoint. Schichten werden Byte für Byte kopiert, und das Ergebnis wird mit seinen Quellen verglichen. Die Quellen werden nie verändert.</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Begriffe</translation>
    </message>
    <message>
        <source>Recipes</source>
        <translation>Rezepte</translation>
    </message>
    <message>
        <source>Words and recipes</source>
        <translation>Wörter und Rezepte</translation>
    </message>
</context>
<context>
    <name>layerloom::app::HistoryView</name>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Anfang</translation>
    </message>
    <message>
        <source>Δloss %1</source>
        <translation>ΔVerlust %1</translation>
    </message>
</context>
<context>
    <name>layerloom::app::Inspector</name>
    <message>
        <source>Inspector</source>
        <translation>Inspektor</translation>
    </message>
</context>
<context>
    <name>layerloom::app::InspectorPage</name>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>%1 bytes, %2 GiB</source>
        <translation>%1 Bytes, %2 GiB</translation>
    </message>
</context>
<context>
    <name>layerloom::app::JobRow</name>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancel this merge; nothing is left behind</source>
        <translation>Diesen Merge abbrechen; nichts bleibt zurück</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Run this merge again</source>
        <translation>Diesen Merge wiederholen</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Show the checkpoint in the file manager</source>
        <translation>Den Checkpoint in der Dateiverwaltung zeigen</translation>
    </message>
    <message>
        <source>Show what happened and when</source>
        <translation>Zeigen, was wann geschah</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Waiting for %1 (no data for %2 s)</source>
        <translation>Wartet auf %1 (seit %2 s keine Daten)</translation>
    </message>
    <message>
        <source>Every byte compared with the sources</source>
        <translation>Jedes Byte mit den Quellen verglichen</translation>
    </message>
    <message>
        <source>Names and shapes compared, the bytes were not</source>
        <translation>Namen und Formen verglichen, die Bytes nicht</translation>
    </message>
    <message>
        <source>Nothing was compared with the sources</source>
        <translation>Nichts wurde mit den Quellen verglichen</translation>
    </message>
    <message>
        <source>Add as source</source>
        <translation>Als Quelle aufnehmen</translation>
    </message>
    <message>
        <source>Make it a source of this document</source>
        <translation>Es zu einer Quelle dieses Dokuments machen</translation>
    </message>
    <message>
        <source>Try it</source>
        <translation>Ausprobieren</translation>
    </message>
    <message>
        <source>Open it in a window of its own, and run it on a text</source>
        <translation>In einem eigenen Fenster öffnen und auf einem Text ausführen</translation>
    </message>
    <message>
        <source>Copy Python</source>
        <translation>Python kopieren</translation>
    </message>
    <message>
        <source>Copy three lines that load it with transformers</source>
        <translation>Drei Zeilen kopieren, die es mit transformers laden</translation>
    </message>
    <message>
        <source>less than a second</source>
        <translation>weniger als einer Sekunde</translation>
    </message>
    <message>
        <source>%1 written and compared</source>
        <translation>%1 geschrieben und verglichen</translation>
    </message>
</context>
<context>
    <name>layerloom::app::JobsView</name>
    <message>
        <source>Jobs</source>
        <translation>Aufträge</translation>
    </message>
    <message>
        <source>Jobs · %1 %</source>
        <translation>Aufträge · %1 %</translation>
    </message>
    <message>
        <source>No file manager could be started. The checkpoint is in %1.</source>
        <translation>Keine Dateiverwaltung ließ sich starten. Der Checkpoint liegt in %1.</translation>
    </message>
    <message>
        <source>Nothing runs, and nothing was merged yet</source>
        <translation>Nichts läuft, und es gibt noch keine Merges</translation>
    </message>
</context>
<context>
    <name>layerloom::app::KeySheet</name>
    <message>
        <source>Keys and gestures</source>
        <translation>Tasten und Gesten</translation>
    </message>
    <message>
        <source>No key and no gesture has these words.</source>
        <translation>Keine Taste und keine Geste hat diese Wörter.</translation>
    </message>
    <message>
        <source>Search: slice, Ctrl, drag…</source>
        <translation>Suchen: Abschnitt, Strg, Ziehen …</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>%1 (on the canvas)</source>
        <translation>%1 (auf der Arbeitsfläche)</translation>
    </message>
</context>
<context>
    <name>layerloom::app::LayerTableModel</name>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Data type</source>
        <translation>Datentyp</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>Slice</source>
        <translation>Abschnitt</translation>
    </message>
</context>
<context>
    <name>layerloom::app::LayerTableView</name>
    <message>
        <source>The output has no layers yet.</source>
        <translation>Die Ausgabe hat noch keine Schichten.</translation>
    </message>
    <message>
        <source>Layer table</source>
        <translation>Schichttabelle</translation>
    </message>
    <message>
        <source>Move %1</source>
        <translation>%1 bewegen</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>%1 entfernen</translation>
    </message>
    <message>
        <source>Duplicate %1</source>
        <translation>%1 duplizieren</translation>
    </message>
</context>
<context>
    <name>layerloom::app::LibraryCommands</name>
    <message>
        <source>&amp;Add to the document</source>
        <translation>Ins Dokument &amp;aufnehmen</translation>
    </message>
    <message>
        <source>&amp;Insert all layers</source>
        <translation>Alle Schichten &amp;einfügen</translation>
    </message>
    <message>
        <source>&amp;Read again</source>
        <translation>Neu ein&amp;lesen</translation>
    </message>
    <message>
        <source>&amp;Locate…</source>
        <translation>&amp;Suchen …</translation>
    </message>
    <message>
        <source>&amp;Open folder</source>
        <translation>&amp;Ordner öffnen</translation>
    </message>
    <message>
        <source>Re&amp;move</source>
        <translation>En&amp;tfernen</translation>
    </message>
    <message>
        <source>Layers of the &amp;decoder</source>
        <translation>Schichten des &amp;Decoders</translation>
    </message>
    <message>
        <source>Layers of the &amp;encoder</source>
        <translation>Schichten des En&amp;coders</translation>
    </message>
    <message>
        <source>Insert</source>
        <translation>Einfügen</translation>
    </message>
</context>
<context>
    <name>layerloom::app::LibraryModel</name>
    <message>
        <source>Reading %1</source>
        <translation>%1 wird gelesen</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen …</translation>
    </message>
    <message>
        <source>fits</source>
        <translation>passt</translation>
    </message>
    <message>
        <source>other width</source>
        <translation>andere Breite</translation>
    </message>
</context>
<context>
    <name>layerloom::app::LibraryPanel</name>
    <message>
        <source>Drop a model folder here</source>
        <translation>Modellordner hier ablegen</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>Ordner aufnehmen …</translation>
    </message>
    <message>
        <source>Choose the folder of a checkpoint</source>
        <translation>Den Ordner eines Checkpoints wählen</translation>
    </message>
    <message>
        <source>Filter models</source>
        <translation>Modelle filtern</translation>
    </message>
    <message>
        <source>Shows the models whose name holds this text (Ctrl+F)</source>
        <translation>Zeigt die Modelle, deren Name diesen Text enthält (Strg+F)</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtern</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>No model has such a name.</source>
        <translation>Kein Modell heißt so.</translation>
    </message>
</context>
<context>
    <name>layerloom::app::LoadCheckCombo</name>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Choose Python…</source>
        <translation>Python wählen …</translation>
    </message>
    <message>
        <source>Asks the transformers of a Python whether the result loads, before it gets its name. No weight is read, and nothing is installed</source>
        <translation>Fragt das transformers eines Pythons, ob sich das Ergebnis laden lässt, bevor es seinen Namen bekommt. Kein Gewicht wird gelesen und nichts installiert</translation>
    </message>
    <message>
        <source>Python with transformers</source>
        <translation>Python mit transformers</translation>
    </message>
</context>
<context>
    <name>layerloom::app::MainToolBar</name>
    <message>
        <source>Tool bar</source>
        <translation>Werkzeugleiste</translation>
    </message>
    <message>
        <source>Merge…</source>
        <translation>Merge …</translation>
    </message>
</context>
<context>
    <name>layerloom::app::MainWindow</name>
    <message>
        <source>Insert</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>%1 was changed by another program.</source>
        <translation>%1 wurde von einem anderen Programm geändert.</translation>
    </message>
    <message>
        <source>Load its changes</source>
        <translation>Dessen Änderungen laden</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Speichern unter …</translation>
    </message>
    <message>
        <source>Insert the whole model</source>
        <translation>Das ganze Modell einfügen</translation>
    </message>
    <message>
        <source>Δloss %1</source>
        <translation>ΔVerlust %1</translation>
    </message>
</context>
<context>
    <name>layerloom::app::MemoryDialog</name>
    <message>
        <source>at most %1 GB</source>
        <translation>höchstens %1 GB</translation>
    </message>
    <message>
        <source>half of the free memory</source>
        <translation>die Hälfte des freien Speichers</translation>
    </message>
    <message>
        <source>&amp;Half of the free memory</source>
        <translation>Die &amp;Hälfte des freien Speichers</translation>
    </message>
    <message>
        <source>&amp;At most</source>
        <translation>Höc&amp;hstens</translation>
    </message>
    <message>
        <source>Memory for running models</source>
        <translation>Speicher für laufende Modelle</translation>
    </message>
    <message>
        <source>Memory limit in gigabytes</source>
        <translation>Speichergrenze in Gigabyte</translation>
    </message>
    <message>
        <source> GB</source>
        <translation> GB</translation>
    </message>
    <message>
        <source>Looking for the free memory…</source>
        <translation>Freier Speicher wird ermittelt …</translation>
    </message>
    <message>
        <source>Layers of the models that run, and what they compute, stay in memory up to this much. The others are read again from disk each time.</source>
        <translation>Bis zu dieser Grenze bleiben Schichten laufender Modelle und was sie berechnen im Speicher. Die übrigen werden jedes Mal neu gelesen.</translation>
    </message>
    <message>
        <source>Use from now on</source>
        <translation>Ab jetzt verwenden</translation>
    </message>
    <message>
        <source>&amp;Half of the free memory: %1 now, on the %2</source>
        <translation>Die &amp;Hälfte des freien Speichers: jetzt %1, auf: %2</translation>
    </message>
    <message>
        <source>processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>Only %1 are free now. A higher limit makes the whole machine slow.</source>
        <translation>Nur %1 sind jetzt frei. Eine höhere Grenze macht den ganzen Rechner langsam.</translation>
    </message>
    <message>
        <source>Takes effect at the next run.</source>
        <translation>Gilt ab der nächsten Ausführung.</translation>
    </message>
</context>
<context>
    <name>layerloom::app::MergeDialog</name>
    <message>
        <source>Merge</source>
        <translation>Merge</translation>
    </message>
    <message>
        <source>Copy command line</source>
        <translation>Befehlszeile kopieren</translation>
    </message>
    <message>
        <source>Puts a line into the clipboard that does the same in a terminal</source>
        <translation>Legt eine Zeile in die Zwischenablage, die im Terminal dasselbe tut</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Add to queue</source>
        <translation>In die Warteschlange</translation>
    </message>
    <message>
        <source>The shard size cannot be read: write it as 5 GB.</source>
        <translation>Die Shard-Größe ist nicht lesbar: Schreiben Sie sie wie 5 GB.</translation>
    </message>
    <message>
        <source>The load check cannot run: %1</source>
        <translation>Die Ladeprüfung kann nicht laufen: %1</translation>
    </message>
    <message>
        <source>Choose how to merge</source>
        <translation>Art des Merges wählen</translation>
    </message>
    <message>
        <source>Not possible yet: the summary says why.</source>
        <translation>Noch nicht möglich: Die Übersicht sagt, warum.</translation>
    </message>
</context>
<context>
    <name>layerloom::app::MergeForm</name>
    <message>
        <source>Destination</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen …</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Data type</source>
        <translation>Datentyp</translation>
    </message>
    <message>
        <source>Tensors that a model keeps in F32 beside 16-bit weights stay in F32</source>
        <translation>Tensoren, die ein Modell neben 16-Bit-Gewichten in F32 hält, bleiben in F32</translation>
    </message>
    <message>
        <source>Shard size</source>
        <translation>Shard-Größe</translation>
    </message>
    <message>
        <source>Largest size of one file in bytes: 5 GB, 4.5 GB, 2 GiB</source>
        <translation>Größte Datei in Bytes: 5 GB, 4.5 GB, 2 GiB</translation>
    </message>
    <message>
        <source>one file</source>
        <translation>eine Datei</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Full, every byte</source>
        <translation>Vollständig, jedes Byte</translation>
    </message>
    <message>
        <source>Quick, names and shapes</source>
        <translation>Schnell, Namen und Formen</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Load check</source>
        <translation>Ladeprüfung</translation>
    </message>
    <message>
        <source>Dequantize the weights</source>
        <translation>Gewichte dequantisieren</translation>
    </message>
    <message>
        <source>Quantized weights are written as the numbers they stand for</source>
        <translation>Quantisierte Gewichte werden als die Zahlen geschrieben, für die sie stehen</translation>
    </message>
    <message>
        <source>Parts</source>
        <translation>Teile</translation>
    </message>
    <message>
        <source>Norm and head</source>
        <translation>Norm und Kopf</translation>
    </message>
    <message>
        <source>Generation</source>
        <translation>Generierung</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Beibehalten</translation>
    </message>
    <message>
        <source>Keep (%1)</source>
        <translation>Beibehalten (%1)</translation>
    </message>
    <message>
        <source>Also</source>
        <translation>Außerdem</translation>
    </message>
    <message>
        <source>A model card with the models it was made of and the recipe</source>
        <translation>Eine Modellkarte mit den Modellen, aus denen es entstand, und dem Rezept</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Folder for the checkpoint</source>
        <translation>Ordner für den Checkpoint</translation>
    </message>
    <message>
        <source>%1, %2 free</source>
        <translation>%1, %2 frei</translation>
    </message>
    <message>
        <source>CPU, %1</source>
        <translation>CPU, %1</translation>
    </message>
    <message>
        <source>Auto: %1</source>
        <translation>Automatisch: %1</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>Format of the linear modules, as bitsandbytes stores them</source>
        <translation>Format der linearen Module, wie bitsandbytes sie speichert</translation>
    </message>
    <message>
        <source>As they are</source>
        <translation>Wie sie sind</translation>
    </message>
    <message>
        <source>Double quantization</source>
        <translation>Doppelte Quantisierung</translation>
    </message>
    <message>
        <source>Quantizes the scales too: 4.13 bits a weight instead of 4.5</source>
        <translation>Quantisiert auch die Skalen: 4,13 Bit je Gewicht statt 4,5</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Auslassen</translation>
    </message>
    <message>
        <source>the head</source>
        <translation>den Kopf</translation>
    </message>
    <message>
        <source>Modules that stay as they are besides the head: o_proj, model.layers.0</source>
        <translation>Module, die außer dem Kopf so bleiben, wie sie sind: o_proj, model.layers.0</translation>
    </message>
</context>
<context>
    <name>layerloom::app::MergeQueue</name>
    <message>
        <source>Queued: %1</source>
        <translation>Wartet: %1</translation>
    </message>
    <message>
        <source>Transformers loads it.</source>
        <translation>transformers lädt es.</translation>
    </message>
</context>
<context>
    <name>layerloom::app::MergeSummary</name>
    <message>
        <source>Cannot be merged yet</source>
        <translation>Merge noch nicht möglich</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation>%1 Parameter</translation>
    </message>
    <message>
        <source>%1 in one file</source>
        <translation>%1 in einer Datei</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation>%1 in %2</translation>
    </message>
    <message>
        <source>Reads</source>
        <translation>Liest</translation>
    </message>
    <message>
        <source>Writes</source>
        <translation>Schreibt</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>%1, estimated</source>
        <translation>%1, geschätzt</translation>
    </message>
    <message>
        <source>%1 more</source>
        <translation>%1 weitere</translation>
    </message>
    <message>
        <source>Not copied: %1</source>
        <translation>Nicht kopiert: %1</translation>
    </message>
    <message>
        <source>Free there</source>
        <translation>Dort frei</translation>
    </message>
    <message>
        <source>%1 after the merge</source>
        <translation>%1 nach dem Merge</translation>
    </message>
    <message>
        <source>%1 too little</source>
        <translation>%1 zu wenig</translation>
    </message>
    <message>
        <source>No problems</source>
        <translation>Keine Probleme</translation>
    </message>
    <message>
        <source>%1, %2 bits a weight</source>
        <translation>%1, %2 Bit je Gewicht</translation>
    </message>
</context>
<context>
    <name>layerloom::app::ModelSensitivities</name>
    <message>
        <source>Looking for a measurement of %1</source>
        <translation>Eine Messung von %1 wird gesucht</translation>
    </message>
    <message>
        <source>Caching an evaluation of %1</source>
        <translation>Eine Auswertung von %1 wird zwischengespeichert</translation>
    </message>
    <message>
        <source>Reading cached evaluations</source>
        <translation>Zwischengespeicherte Auswertungen werden gelesen</translation>
    </message>
    <message>
        <source>Measuring %1</source>
        <translation>%1 wird gemessen</translation>
    </message>
    <message>
        <source>The tokenizers of %1 and %2 do not make the same tokens, so their states cannot be compared.</source>
        <translation>Die Tokenizer von %1 und %2 bilden nicht dieselben Token, daher sind ihre Zustände nicht vergleichbar.</translation>
    </message>
    <message>
        <source>Measuring between two models</source>
        <translation>Messung zwischen zwei Modellen</translation>
    </message>
</context>
<context>
    <name>layerloom::app::NumberRow</name>
    <message>
        <source>%1, slider</source>
        <translation>%1, Schieberegler</translation>
    </message>
</context>
<context>
    <name>layerloom::app::OutputOffer</name>
    <message>
        <source>Depth up-scaling (DUS): %1</source>
        <translation>Depth Up-Scaling (DUS): %1</translation>
    </message>
    <message>
        <source>Interlocked (iDUS): %1</source>
        <translation>Verzahnt (iDUS): %1</translation>
    </message>
</context>
<context>
    <name>layerloom::app::Panels</name>
    <message>
        <source>P&amp;anels</source>
        <translation>&amp;Leisten</translation>
    </message>
</context>
<context>
    <name>layerloom::app::PictureDialog</name>
    <message>
        <source>There is no memory for a picture of this size</source>
        <translation>Für ein Bild dieser Größe reicht der Speicher nicht</translation>
    </message>
    <message>
        <source>Export picture</source>
        <translation>Bild exportieren</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>No title</source>
        <translation>Kein Titel</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>SVG, for every size</source>
        <translation>SVG, für jede Größe</translation>
    </message>
    <message>
        <source>PNG, %1 × %2 pixels</source>
        <translation>PNG, %1 × %2 Pixel</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren …</translation>
    </message>
</context>
<context>
    <name>layerloom::app::PinnedCommands</name>
    <message>
        <source>Pinned stack %1</source>
        <translation>Angehefteter Stapel %1</translation>
    </message>
    <message>
        <source>Unpin stack %1</source>
        <translation>Stapel %1 lösen</translation>
    </message>
    <message>
        <source>No more than %1 stacks can be pinned. Unpin one first.</source>
        <translation>Mehr als %1 Stapel können nicht angeheftet werden. Lösen Sie zuerst einen.</translation>
    </message>
    <message>
        <source>Pin stack %1</source>
        <translation>Stapel %1 anheften</translation>
    </message>
    <message>
        <source>Un&amp;pin this stack</source>
        <translation>Stapel &amp;lösen</translation>
    </message>
    <message>
        <source>&amp;Pin this stack</source>
        <translation>Stapel an&amp;heften</translation>
    </message>
</context>
<context>
    <name>layerloom::app::PinnedStrip</name>
    <message>
        <source>Pinned stacks</source>
        <translation>Angeheftete Stapel</translation>
    </message>
    <message>
        <source>Δloss %1</source>
        <translation>ΔVerlust %1</translation>
    </message>
    <message>
        <source>predicted Δloss %1</source>
        <translation>vorhergesagter ΔVerlust %1</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>Angeheftet</translation>
    </message>
    <message>
        <source>Pinned stack %1</source>
        <translation>Angehefteter Stapel %1</translation>
    </message>
    <message>
        <source>%1, %2 parameters</source>
        <translation>%1, %2 Parameter</translation>
    </message>
    <message>
        <source>Use this stack</source>
        <translation>Diesen Stapel verwenden</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Lösen</translation>
    </message>
</context>
<context>
    <name>layerloom::app::ProblemsModel</name>
    <message>
        <source>Severity</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Fix</source>
        <translation>Abhilfe</translation>
    </message>
</context>
<context>
    <name>layerloom::app::ProblemsView</name>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>Problems · %1</source>
        <translation>Probleme · %1</translation>
    </message>
    <message>
        <source>Nothing to check yet: the output has no layers.</source>
        <translation>Noch nichts zu prüfen: Die Ausgabe hat keine Schichten.</translation>
    </message>
    <message>
        <source>No problems. %1 can be merged.</source>
        <translation>Keine Probleme. Ein Merge aus %1 ist möglich.</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
</context>
<context>
    <name>layerloom::app::RecentFiles</name>
    <message>
        <source>today %1</source>
        <translation>heute %1</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>gestern</translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation>d. MMM</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation>d. MMM yyyy</translation>
    </message>
</context>
<context>
    <name>layerloom::app::RecipePanel</name>
    <message>
        <source>Gives %1, no seams.</source>
        <translation>Ergibt %1, keine Naht.</translation>
    </message>
    <message>
        <source>Gives %1, %2, layer distance %3.</source>
        <translation>Ergibt %1, %2, Schichtabstand %3.</translation>
    </message>
    <message>
        <source>Recipes need a model: DUS, iDUS, interleave, repeat and more.</source>
        <translation>Rezepte brauchen ein Modell: DUS, iDUS, Verweben, Mehrfach und andere.</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>The rule that makes the stack</source>
        <translation>Die Regel, die den Stapel bildet</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>The model whose layers the recipe takes</source>
        <translation>Das Modell, dessen Schichten das Rezept nimmt</translation>
    </message>
    <message>
        <source>Second model</source>
        <translation>Zweites Modell</translation>
    </message>
    <message>
        <source>The model the second part is taken from</source>
        <translation>Das Modell, aus dem der zweite Teil stammt</translation>
    </message>
    <message>
        <source>Second</source>
        <translation>Zweites</translation>
    </message>
    <message>
        <source>Explain</source>
        <translation>Erklären</translation>
    </message>
    <message>
        <source>Description and source of this recipe</source>
        <translation>Beschreibung und Herkunft dieses Rezepts</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Show it over the output; Esc ends</source>
        <translation>Über der Ausgabe zeigen; Esc beendet</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Anwenden</translation>
    </message>
    <message>
        <source>Replace the output by it</source>
        <translation>Die Ausgabe dadurch ersetzen</translation>
    </message>
    <message>
        <source>Insert %1</source>
        <translation>%1 einfügen</translation>
    </message>
    <message>
        <source>The output was edited since.</source>
        <translation>Die Ausgabe wurde seither bearbeitet.</translation>
    </message>
</context>
<context>
    <name>layerloom::app::RecipeTextDialog</name>
    <message>
        <source>Recipe or layer expression</source>
        <translation>Rezept oder Schichtausdruck</translation>
    </message>
    <message>
        <source>A mergekit configuration, or layers such as A[0:24] A[8:32]</source>
        <translation>Eine mergekit-Konfiguration oder Schichten wie A[0:24] A[8:32]</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Anwenden</translation>
    </message>
    <message>
        <source>A mergekit recipe. It replaces the document.</source>
        <translation>Ein mergekit-Rezept. Es ersetzt das Dokument.</translation>
    </message>
    <message>
        <source>Choose a model…</source>
        <translation>Modell wählen …</translation>
    </message>
</context>
<context>
    <name>layerloom::app::RecoveryDialog</name>
    <message>
        <source>never saved</source>
        <translation>nie gespeichert</translation>
    </message>
    <message>
        <source>Recover unsaved changes</source>
        <translation>Ungespeicherte Änderungen wiederherstellen</translation>
    </message>
    <message>
        <source>Layerloom ended before these changes were saved. Recovering opens them as unsaved changes; your own files stay as they are until you save.</source>
        <translation>Layerloom endete, bevor diese Änderungen gespeichert waren. Wiederherstellen öffnet sie als ungespeicherte Änderungen; Ihre Dateien bleiben, wie sie sind, bis Sie speichern.</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>Ungespeicherte Änderungen</translation>
    </message>
    <message>
        <source>A copy of %1 that cannot be read
%2</source>
        <translation>Eine Kopie von %1, die nicht lesbar ist
%2</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
</context>
<context>
    <name>layerloom::app::SampleHints</name>
    <message>
        <source>A slice: layers of a model that follow each other. Drag its bar to move it, the ends of the bar to make it longer or shorter.</source>
        <translation>Ein Abschnitt: Schichten eines Modells, die aufeinander folgen. Am Balken bewegt man ihn, an den Enden des Balkens wird er länger oder kürzer.</translation>
    </message>
    <message>
        <source>A seam: the next layer is another than in the model. Drag it to roll it; rest on it to read what it means.</source>
        <translation>Eine Naht: Es folgt eine andere Schicht als im Modell. Ziehen rollt sie; wer auf ihr verweilt, liest, was sie bedeutet.</translation>
    </message>
    <message>
        <source>Merge writes the output as a new model. The models it is made of are never changed.</source>
        <translation>Merge schreibt die Ausgabe als neues Modell. Die Modelle, aus denen sie besteht, werden nie verändert.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Next (%1 of %2)</source>
        <translation>Weiter (%1 von %2)</translation>
    </message>
</context>
<context>
    <name>layerloom::app::StackLoss</name>
    <message>
        <source>The model that gives the tokenizer is missing.</source>
        <translation>Das Modell, von dem der Tokenizer kommt, fehlt.</translation>
    </message>
    <message>
        <source>Running the stack</source>
        <translation>Der Stapel läuft</translation>
    </message>
</context>
<context>
    <name>layerloom::app::StackStrip</name>
    <message>
        <source>The output&apos;s slices</source>
        <translation>Die Abschnitte der Ausgabe</translation>
    </message>
</context>
<context>
    <name>layerloom::app::SuggestDialog</name>
    <message>
        <source>Suggest stacks</source>
        <translation>Stapel vorschlagen</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Δloss: the loss increase over the model, in nats per token. It is no measure of quality.</source>
        <translation>ΔVerlust: die Zunahme des Verlusts gegenüber dem Modell in Nats je Token. Er ist kein Maß der Güte.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Measure and suggest</source>
        <translation>Messen und vorschlagen</translation>
    </message>
    <message>
        <source>Suggest</source>
        <translation>Vorschlagen</translation>
    </message>
    <message>
        <source>The models of this document are missing. Locate them in the model library.</source>
        <translation>Die Modelle dieses Dokuments fehlen. Suchen Sie sie über die Modellbibliothek.</translation>
    </message>
    <message>
        <source>Looking for a cached measurement of %1…</source>
        <translation>Eine frühere Messung von %1 wird gesucht …</translation>
    </message>
    <message>
        <source>%1 is not measured yet. Measuring drops and repeats every layer and ranges of layers, on %2 of the text that comes with the program. It takes %3, once.</source>
        <translation>%1 ist noch nicht gemessen. Beim Messen werden alle Schichten und Bereiche von Schichten ausgelassen und verdoppelt, an %2 des mitgelieferten Textes. Das dauert einmalig %3.</translation>
    </message>
    <message>
        <source>%1 is measured when the running job has ended.</source>
        <translation>%1 wird gemessen, sobald der laufende Auftrag endet.</translation>
    </message>
    <message>
        <source>Measuring %1: %2 %</source>
        <translation>%1 wird gemessen: %2 %</translation>
    </message>
    <message>
        <source>%1, waits for the running job</source>
        <translation>%1, wartet auf den laufenden Auftrag</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Waits for: %1</source>
        <translation>Wartet auf: %1</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Suche läuft …</translation>
    </message>
    <message>
        <source>Evaluating the best: %1 of %2</source>
        <translation>Die besten werden ausgewertet: %1 von %2</translation>
    </message>
    <message>
        <source>Ranks every DUS, interlock, drop and repeat of that depth and the results of a search. The best %1 are evaluated.</source>
        <translation>Ordnet jedes DUS, jede Verzahnung, jedes Auslassen und Verdoppeln dieser Tiefe und die Ergebnisse einer Suche. Die besten %1 werden ausgewertet.</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>%1 verwenden</translation>
    </message>
    <message>
        <source>%1 evaluated on %2 each.</source>
        <translation>%1 an je %2 ausgewertet.</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <source> Skipped: %1 whose numbers overflow.</source>
        <translation> Übersprungen: %1 mit überlaufenden Zahlen.</translation>
    </message>
    <message>
        <source>Comparing candidates on a few tokens</source>
        <translation>Kandidaten werden an wenigen Token verglichen</translation>
    </message>
    <message>
        <source>Your stack</source>
        <translation>Ihr Stapel</translation>
    </message>
    <message>
        <source>Pinned %1</source>
        <translation>Angeheftet %1</translation>
    </message>
</context>
<context>
    <name>layerloom::app::SuggestForm</name>
    <message>
        <source>The model whose layers are stacked</source>
        <translation>Das Modell, dessen Schichten gestapelt werden</translation>
    </message>
    <message>
        <source>Number of layers of the stack</source>
        <translation>Zahl der Schichten des Stapels</translation>
    </message>
    <message>
        <source>Number of parameters of the stack; the nearest number of layers is used</source>
        <translation>Zahl der Parameter des Stapels; die nächste mögliche Schichtzahl wird genommen</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
</context>
<context>
    <name>layerloom::app::SuggestModel</name>
    <message>
        <source>waits</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>%1 so far</source>
        <translation>bisher %1</translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation>%1 Parameter</translation>
    </message>
    <message>
        <source>A guess from what was measured of layers: right in order, coarse in size. Behind it stands between which bounds the loss lies two times out of three</source>
        <translation>Eine Schätzung aus gemessenen Schichten: richtig in der Reihenfolge, grob in der Größe. Dahinter stehen die Grenzen, in denen der Verlust in zwei von drei Fällen liegt</translation>
    </message>
    <message>
        <source>Measured loss increase in nats per token, with its standard error</source>
        <translation>Gemessene Zunahme des Verlusts in Nats je Token mit ihrem Standardfehler</translation>
    </message>
    <message>
        <source>Stack</source>
        <translation>Stapel</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>Found by</source>
        <translation>Gefunden durch</translation>
    </message>
    <message>
        <source>Predicted Δloss</source>
        <translation>Vorhergesagter ΔVerlust</translation>
    </message>
    <message>
        <source>Measured Δloss</source>
        <translation>Gemessener ΔVerlust</translation>
    </message>
</context>
<context>
    <name>layerloom::app::SuggestPlot</name>
    <message>
        <source>Parameters against loss increase</source>
        <translation>Parameter gegen Zunahme des Verlusts</translation>
    </message>
    <message>
        <source>Δloss (filled: measured, ring: predicted)</source>
        <translation>ΔVerlust (gefüllt: gemessen, Ring: vorhergesagt)</translation>
    </message>
    <message>
        <source>%1: %2 parameters, Δloss %3 %4</source>
        <translation>%1: %2 Parameter, ΔVerlust %3 %4</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>gemessen</translation>
    </message>
    <message>
        <source>predicted</source>
        <translation>vorhergesagt</translation>
    </message>
    <message>
        <source>Click to use this stack.</source>
        <translation>Klicken verwendet diesen Stapel.</translation>
    </message>
</context>
<context>
    <name>layerloom::app::SuggestRun</name>
    <message>
        <source>Trying suggestions</source>
        <translation>Vorschläge werden ausgewertet</translation>
    </message>
</context>
<context>
    <name>layerloom::app::SuggestTable</name>
    <message>
        <source>Suggested stacks</source>
        <translation>Vorgeschlagene Stapel</translation>
    </message>
    <message>
        <source>Use this stack</source>
        <translation>Diesen Stapel verwenden</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>%1 verwenden</translation>
    </message>
    <message>
        <source>Makes it the output; undo brings the old one back</source>
        <translation>Macht ihn zur Ausgabe; Rückgängig holt die alte zurück</translation>
    </message>
</context>
<context>
    <name>layerloom::app::TrialCommands</name>
    <message>
        <source>Interlock</source>
        <translation>Verzahnen</translation>
    </message>
    <message>
        <source>Layers per group</source>
        <translation>Schichten je Gruppe</translation>
    </message>
    <message>
        <source>g: groups of so many layers are taken from both slices in turn; the ticks divide the %1 layers of the longer one</source>
        <translation>g: Gruppen von so vielen Schichten werden abwechselnd aus beiden Abschnitten genommen; die Striche teilen die %1 Schichten des längeren</translation>
    </message>
    <message>
        <source>Interlock g=%1</source>
        <translation>Verzahnen g=%1</translation>
    </message>
    <message>
        <source>Two slices can be interlocked when all of their layers are selected.</source>
        <translation>Zwei Abschnitte lassen sich verzahnen, wenn alle ihre Schichten ausgewählt sind.</translation>
    </message>
    <message>
        <source>Interlock of %1 and %2</source>
        <translation>Verzahnung von %1 und %2</translation>
    </message>
    <message>
        <source>No interlock is selected: one shows a bracket over its slices.</source>
        <translation>Keine Verzahnung ist ausgewählt: Über ihren Abschnitten steht eine Klammer.</translation>
    </message>
    <message>
        <source>Take the interlock g=%1 apart</source>
        <translation>Verzahnung g=%1 auflösen</translation>
    </message>
    <message>
        <source>Repeat</source>
        <translation>Mehrfach</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>Number of times the layers run, one after the other</source>
        <translation>Wie oft die Schichten hintereinander laufen</translation>
    </message>
    <message>
        <source>Repeat ×%1</source>
        <translation>Mehrfach ×%1</translation>
    </message>
    <message>
        <source>Two slices can be interlocked; none is selected.</source>
        <translation>Zwei Abschnitte lassen sich verzahnen; keiner ist ausgewählt.</translation>
    </message>
    <message>
        <source>Two slices can be interlocked; only one is selected.</source>
        <translation>Zwei Abschnitte lassen sich verzahnen; nur einer ist ausgewählt.</translation>
    </message>
    <message>
        <source>Two slices can be interlocked; %1 are selected.</source>
        <translation>Zwei Abschnitte lassen sich verzahnen; %1 sind ausgewählt.</translation>
    </message>
</context>
<context>
    <name>layerloom::app::TrialPopover</name>
    <message>
        <source>%1, %2, max layer distance %3.</source>
        <translation>%1, %2, größter Schichtabstand %3.</translation>
    </message>
    <message>
        <source>%1, slider</source>
        <translation>%1, Schieberegler</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>layerloom::app::TryPanel</name>
    <message>
        <source>Look again</source>
        <translation>Noch einmal suchen</translation>
    </message>
    <message>
        <source>Base</source>
        <translation>Basis</translation>
    </message>
    <message>
        <source>Stack</source>
        <translation>Stapel</translation>
    </message>
    <message>
        <source>Once upon a time</source>
        <translation>Es war einmal</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>The text to continue</source>
        <translation>Der Text, der fortgesetzt wird</translation>
    </message>
    <message>
        <source>New tokens</source>
        <translation>Neue Token</translation>
    </message>
    <message>
        <source>Most tokens for each of the two texts</source>
        <translation>Höchstzahl der Token für jeden der beiden Texte</translation>
    </message>
    <message>
        <source>How the next token is chosen</source>
        <translation>Wie das nächste Token gewählt wird</translation>
    </message>
    <message>
        <source>Greedy: always the likeliest token. Sampled: drawn by its probability</source>
        <translation>Gierig: immer das wahrscheinlichste Token. Gezogen: nach seiner Wahrscheinlichkeit</translation>
    </message>
    <message>
        <source>Greedy</source>
        <translation>Gierig</translation>
    </message>
    <message>
        <source>Sampled</source>
        <translation>Gezogen</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Greedy always takes the likeliest token</source>
        <translation>Gierig nimmt immer das wahrscheinlichste Token</translation>
    </message>
    <message>
        <source>Higher: freer, lower: closer to the likeliest</source>
        <translation>Höher: freier, niedriger: näher am Wahrscheinlichsten</translation>
    </message>
    <message>
        <source>Only the likeliest tokens that together have this probability</source>
        <translation>Nur die wahrscheinlichsten Token, die zusammen diese Wahrscheinlichkeit haben</translation>
    </message>
    <message>
        <source>Another seed gives another text</source>
        <translation>Ein anderer Startwert gibt einen anderen Text</translation>
    </message>
    <message>
        <source>Try</source>
        <translation>Ausprobieren</translation>
    </message>
    <message>
        <source>Stop generating</source>
        <translation>Generierung anhalten</translation>
    </message>
    <message>
        <source>Continue the prompt with base and stack</source>
        <translation>Den Prompt mit Basis und Stapel fortsetzen</translation>
    </message>
    <message>
        <source>Waits for: %1</source>
        <translation>Wartet auf: %1</translation>
    </message>
    <message>
        <source>Reading layers…</source>
        <translation>Schichten werden gelesen …</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>Schreibt …</translation>
    </message>
    <message>
        <source>of an earlier stack</source>
        <translation>von einem früheren Stapel</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Wird angehalten …</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
</context>
<context>
    <name>layerloom::app::TryRun</name>
    <message>
        <source>Trying the stack</source>
        <translation>Stapel ausprobieren</translation>
    </message>
    <message>
        <source>Open a model to try it: it and the stack you make of it continue a text, side by side.</source>
        <translation>Zum Ausprobieren ein Modell öffnen: Es und der Stapel, den Sie daraus machen, setzen nebeneinander einen Text fort.</translation>
    </message>
    <message>
        <source>The output has no layers to try. Drag layers into it, or apply a recipe.</source>
        <translation>Die Ausgabe hat keine Schichten zum Ausprobieren. Ziehen Sie Schichten hinein oder wenden Sie ein Rezept an.</translation>
    </message>
    <message>
        <source>The tokenizer&apos;s model is missing: %1</source>
        <translation>Das Modell des Tokenizers fehlt: %1</translation>
    </message>
    <message>
        <source>%1 has no tokenizer, so no text can be written with it. Copy its tokenizer.json or tokenizer.model to %2.</source>
        <translation>%1 hat keinen Tokenizer, kann also keinen Text schreiben. Kopieren Sie seine tokenizer.json oder tokenizer.model nach %2.</translation>
    </message>
</context>
<context>
    <name>layerloom::app::TryText</name>
    <message>
        <source>What the %1 writes</source>
        <translation>Text von: %1</translation>
    </message>
    <message>
        <source>What the %1 writes appears here</source>
        <translation>Hier erscheint der Text von: %1</translation>
    </message>
    <message>
        <source>%1 of %2 tokens</source>
        <translation>%1 von %2 Token</translation>
    </message>
    <message>
        <source>%1 at %2/s</source>
        <translation>%1 mit %2/s</translation>
    </message>
    <message>
        <source>ended the text at once</source>
        <translation>beendete den Text sofort</translation>
    </message>
</context>
<context>
    <name>layerloom::app::ViewCommands</name>
    <message>
        <source>&amp;Theme</source>
        <translation>Farb&amp;schema</translation>
    </message>
    <message>
        <source>&amp;System</source>
        <translation>&amp;System</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
</context>
<context>
    <name>layerloom::app::WeightMaps</name>
    <message>
        <source>Looking for compared weights</source>
        <translation>Verglichene Gewichte werden gesucht</translation>
    </message>
    <message>
        <source>Comparing weights</source>
        <translation>Gewichte werden verglichen</translation>
    </message>
</context>
<context>
    <name>layerloom::app::WindowDialogs</name>
    <message>
        <source>Memor&amp;y for running models: %1…</source>
        <translation>S&amp;peicher für laufende Modelle: %1 …</translation>
    </message>
    <message>
        <source>This cannot be merged yet. %1</source>
        <translation>Der Merge ist noch nicht möglich. %1</translation>
    </message>
</context>
<context>
    <name>layerloom::app::Workspace</name>
    <message>
        <source>Reading models</source>
        <translation>Modelle werden gelesen</translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>%1 wird geöffnet</translation>
    </message>
    <message>
        <source>Recovering unsaved changes</source>
        <translation>Ungespeicherte Änderungen werden wiederhergestellt</translation>
    </message>
    <message>
        <source>Importing a recipe</source>
        <translation>Ein Rezept wird importiert</translation>
    </message>
    <message>
        <source>Pasted recipe</source>
        <translation>Eingefügtes Rezept</translation>
    </message>
    <message>
        <source>Making the sample</source>
        <translation>Das Beispiel wird erzeugt</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>Beispiel</translation>
    </message>
    <message>
        <source>Add %1</source>
        <translation>%1 aufnehmen</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>%1 entfernen</translation>
    </message>
    <message>
        <source>Reading %1</source>
        <translation>%1 wird gelesen</translation>
    </message>
    <message>
        <source>Choose the encoder</source>
        <translation>Encoder wählen</translation>
    </message>
    <message>
        <source>Choose the decoder</source>
        <translation>Decoder wählen</translation>
    </message>
    <message>
        <source>Locate %1</source>
        <translation>%1 suchen</translation>
    </message>
    <message>
        <source>Read %1 again</source>
        <translation>%1 neu einlesen</translation>
    </message>
</context>
<context>
    <name>layerloom::app::ZoomControl</name>
    <message>
        <source>Pixels per layer</source>
        <translation>Pixel je Schicht</translation>
    </message>
    <message>
        <source>Fit, %1 px per layer</source>
        <translation>Eingepasst, %1 px je Schicht</translation>
    </message>
    <message>
        <source>%1 px per layer</source>
        <translation>%1 px je Schicht</translation>
    </message>
</context>
<context>
    <name>layerloom::core::RecipeText</name>
    <message>
        <source>n</source>
        <translation>n</translation>
    </message>
    <message>
        <source>The first n layers of the model take part (default all)</source>
        <translation>Die ersten n Schichten des Modells nehmen teil (Vorgabe: alle)</translation>
    </message>
    <message>
        <source>m</source>
        <translation>m</translation>
    </message>
    <message>
        <source>Layers removed at the output side of the first copy and at the input side of the second</source>
        <translation>Schichten, die an der Ausgabeseite der ersten Kopie und an der Eingabeseite der zweiten entfallen</translation>
    </message>
    <message>
        <source>g</source>
        <translation>g</translation>
    </message>
    <message>
        <source>Layers in a group</source>
        <translation>Schichten in einer Gruppe</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Layers in a window</source>
        <translation>Schichten in einem Fenster</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>DUS</source>
        <translation>DUS</translation>
    </message>
    <message>
        <source>Depth up-scaling: two copies of the model, the last m layers of the first and the first m layers of the second removed. SOLAR 10.7B was made this way from n = 32 and m = 8, and then trained on.</source>
        <translation>Depth Up-Scaling: zwei Kopien des Modells, ohne die letzten m Schichten der ersten und die ersten m Schichten der zweiten. So entstand SOLAR 10.7B aus n = 32 und m = 8 und wurde dann weiter trainiert.</translation>
    </message>
    <message>
        <source>m = 0 is the naive repeat</source>
        <translation>m = 0 ist die einfache Wiederholung</translation>
    </message>
    <message>
        <source>iDUS</source>
        <translation>iDUS</translation>
    </message>
    <message>
        <source>Interlocking depth up-scaling: the two copies of DUS are cut into groups of g layers, and the groups alternate. Its seams are shorter than the seam of DUS.</source>
        <translation>Verzahntes Depth Up-Scaling: Die beiden Kopien von DUS werden in Gruppen von g Schichten geteilt, und die Gruppen wechseln sich ab. Seine Nähte sind kürzer als die Naht von DUS.</translation>
    </message>
    <message>
        <source>g = n − m is DUS</source>
        <translation>g = n − m ist DUS</translation>
    </message>
    <message>
        <source>Input and output slices</source>
        <translation>Eingabe- und Ausgabeabschnitt</translation>
    </message>
    <message>
        <source>The first layers of one model and the last layers of another, or of the same. Embeddings, norm, head and tokenizer come from the first.</source>
        <translation>Die ersten Schichten eines Modells und die letzten eines anderen oder desselben. Embeddings, Norm, Kopf und Tokenizer kommen vom ersten.</translation>
    </message>
    <message>
        <source>First</source>
        <translation>Anfang</translation>
    </message>
    <message>
        <source>Layers taken at the input side</source>
        <translation>Schichten von der Eingabeseite</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Layers taken at the output side</source>
        <translation>Schichten von der Ausgabeseite</translation>
    </message>
    <message>
        <source>Layers taken at the input side, once or once for each model</source>
        <translation>Schichten von der Eingabeseite, einmal oder einmal je Modell</translation>
    </message>
    <message>
        <source>Layers taken at the output side, once or once for each model</source>
        <translation>Schichten von der Ausgabeseite, einmal oder einmal je Modell</translation>
    </message>
    <message>
        <source>Base</source>
        <translation>Basis</translation>
    </message>
    <message>
        <source>Model that gives config, embeddings, norm, head and tokenizer (default the first)</source>
        <translation>Modell, von dem Konfiguration, Embeddings, Norm, Kopf und Tokenizer kommen (Vorgabe: das erste)</translation>
    </message>
    <message>
        <source>Repeat range</source>
        <translation>Bereich mehrfach</translation>
    </message>
    <message>
        <source>Layers i to j − 1 run again before the model goes on (RYS). No training was reported to be needed for large models.</source>
        <translation>Die Schichten i bis j − 1 laufen noch einmal, bevor es weitergeht (RYS). Große Modelle brauchten nach den Berichten kein Training.</translation>
    </message>
    <message>
        <source>i</source>
        <translation>i</translation>
    </message>
    <message>
        <source>First layer that runs again</source>
        <translation>Erste Schicht, die noch einmal läuft</translation>
    </message>
    <message>
        <source>j</source>
        <translation>j</translation>
    </message>
    <message>
        <source>The layer after the last one that runs again</source>
        <translation>Die Schicht nach der letzten, die noch einmal läuft</translation>
    </message>
    <message>
        <source>How many times these layers run in all (default 2)</source>
        <translation>Wie oft diese Schichten insgesamt laufen (Vorgabe 2)</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>--i and --j in one; several are inserted one after the other (RYS)</source>
        <translation>--i und --j in einem; mehrere werden nacheinander eingefügt (RYS)</translation>
    </message>
    <message>
        <source>Repeat whole model</source>
        <translation>Ganzes Modell mehrfach</translation>
    </message>
    <message>
        <source>All layers, several times over. Twice is the control that depth up-scaling was compared with; four times is what growing a model while it trains uses.</source>
        <translation>Alle Schichten, mehrfach hintereinander. Zweimal ist die Kontrolle, mit der Depth Up-Scaling verglichen wurde; viermal wird benutzt, um ein Modell beim Training wachsen zu lassen.</translation>
    </message>
    <message>
        <source>How many times the model stands in the stack (default 2)</source>
        <translation>Wie oft das Modell im Stapel steht (Vorgabe 2)</translation>
    </message>
    <message>
        <source>Sliding windows</source>
        <translation>Gleitende Fenster</translation>
    </message>
    <message>
        <source>Windows of the model, each beginning a stride after the one before. Windows of 20 every 10 layers make the 140 layers of the 120B self-merges.</source>
        <translation>Fenster des Modells, jedes eine Schrittweite nach dem vorigen. Fenster von 20 Schichten alle 10 Schichten ergeben die 140 Schichten der 120B-Self-Merges.</translation>
    </message>
    <message>
        <source>Stride</source>
        <translation>Schrittweite</translation>
    </message>
    <message>
        <source>Layers from the start of one window to the start of the next</source>
        <translation>Schichten vom Anfang eines Fensters bis zum Anfang des nächsten</translation>
    </message>
    <message>
        <source>Interleave models</source>
        <translation>Modelle verweben</translation>
    </message>
    <message>
        <source>Windows of two models in turn, each beginning some layers before the one before it ended. Goliath 120B was made in this way from two 70B models.</source>
        <translation>Abwechselnd Fenster zweier Modelle, jedes beginnt einige Schichten vor dem Ende des vorigen. So entstand Goliath 120B aus zwei 70B-Modellen.</translation>
    </message>
    <message>
        <source>Overlap</source>
        <translation>Überlappung</translation>
    </message>
    <message>
        <source>Layers that neighbouring windows share</source>
        <translation>Schichten, die benachbarte Fenster teilen</translation>
    </message>
    <message>
        <source>Block expansion</source>
        <translation>Block-Erweiterung</translation>
    </message>
    <message>
        <source>Copies of single layers, evenly spread, whose output projections are zero: they add nothing until they are trained (LLaMA-Pro). The number of layers must be a multiple of theirs.</source>
        <translation>Kopien einzelner Schichten in gleichem Abstand, deren Ausgabeprojektionen null sind: Sie tragen nichts bei, bis sie trainiert werden (LLaMA-Pro). Die Schichtzahl muss ein Vielfaches ihrer Zahl sein.</translation>
    </message>
    <message>
        <source>Extra</source>
        <translation>Zusätzlich</translation>
    </message>
    <message>
        <source>Layers that are added</source>
        <translation>Schichten, die hinzukommen</translation>
    </message>
    <message>
        <source>Drop range</source>
        <translation>Bereich auslassen</translation>
    </message>
    <message>
        <source>The model without some of its layers. Dropping deep layers that do little is how ShortGPT prunes.</source>
        <translation>Das Modell ohne einige seiner Schichten. Tiefe Schichten auszulassen, die wenig tun, ist das Vorgehen von ShortGPT.</translation>
    </message>
    <message>
        <source>First layer that is left out</source>
        <translation>Erste Schicht, die ausgelassen wird</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>How many layers are left out</source>
        <translation>Wie viele Schichten ausgelassen werden</translation>
    </message>
    <message>
        <source>Write as another model</source>
        <translation>Als anderes Modell schreiben</translation>
    </message>
    <message>
        <source>The layers stay as they are and are written under the config.json of another model whose names and shapes agree, as Mistral&apos;s weights can be written as a Llama model.</source>
        <translation>Die Schichten bleiben, wie sie sind, und werden unter der config.json eines anderen Modells geschrieben, dessen Namen und Formen übereinstimmen, wie sich Mistrals Gewichte als Llama-Modell schreiben lassen.</translation>
    </message>
    <message>
        <source>Config</source>
        <translation>Konfiguration</translation>
    </message>
    <message>
        <source>The model whose config.json is used</source>
        <translation>Das Modell, dessen config.json benutzt wird</translation>
    </message>
</context>
<context>
    <name>layerloom::widgets::CanvasEditor</name>
    <message>
        <source>Paste %1</source>
        <translation>%1 einfügen</translation>
    </message>
    <message>
        <source>Insert %1 at %2</source>
        <translation>%1 bei %2 einfügen</translation>
    </message>
    <message>
        <source>Replace %1 with %2</source>
        <translation>%1 durch %2 ersetzen</translation>
    </message>
    <message>
        <source>Duplicate %1</source>
        <translation>%1 duplizieren</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>%1 entfernen</translation>
    </message>
    <message>
        <source>Move %1 to %2</source>
        <translation>%1 nach %2 bewegen</translation>
    </message>
</context>
<context>
    <name>layerloom::widgets::DistanceMap</name>
    <message>
        <source>Distance map</source>
        <translation>Abstandskarte</translation>
    </message>
    <message>
        <source>next layer →</source>
        <translation>nächste Schicht →</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>Layer %1 after layer %2</source>
        <translation>Schicht %1 nach Schicht %2</translation>
    </message>
</context>
<context>
    <name>layerloom::widgets::DistancePanel</name>
    <message>
        <source>Layer distance</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Activations</source>
        <translation>Aktivierungen</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>Weights: %1</source>
        <translation>Gewichte: %1</translation>
    </message>
    <message>
        <source>Open a model to see distances</source>
        <translation>Für Abstände ein Modell öffnen</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Difference of the layer indices, as in the paper on depth up-scaling (SOLAR). It says where layers stand, not how good the output is.</source>
        <translation>Unterschied der Schichtnummern wie im Artikel über Depth Up-Scaling (SOLAR). Er sagt, wo Schichten stehen, nicht, wie gut die Ausgabe ist.</translation>
    </message>
    <message>
        <source>Angle between the incoming hidden state and the one the layer gets in its own model, divided by π: 0 where layers follow each other. It describes the states of one text, not how good the output is.</source>
        <translation>Winkel zwischen dem ankommenden verborgenen Zustand und dem, den die Schicht in ihrem eigenen Modell erhält, geteilt durch π: 0, wo Schichten aufeinander folgen. Er beschreibt die Zustände eines Textes, nicht, wie gut die Ausgabe ist.</translation>
    </message>
    <message>
        <source>Difference of the weights relative to their size: 0 is a copy, 1.41 has nothing in common. It describes weights, not how good the output is.</source>
        <translation>Unterschied der Gewichte im Verhältnis zu ihrer Größe: 0 ist eine Kopie, 1,41 hat nichts gemein. Er beschreibt Gewichte, nicht, wie gut die Ausgabe ist.</translation>
    </message>
</context>
<context>
    <name>layerloom::widgets::DockTitle</name>
    <message>
        <source>&amp;Dock this panel</source>
        <translation>Diese Leiste an&amp;docken</translation>
    </message>
    <message>
        <source>&amp;Float this panel</source>
        <translation>Diese Leiste &amp;lösen</translation>
    </message>
    <message>
        <source>&amp;Close this panel</source>
        <translation>Diese Leiste &amp;schließen</translation>
    </message>
    <message>
        <source>Float or close &quot;%1&quot;</source>
        <translation>„%1“ lösen oder schließen</translation>
    </message>
</context>
<context>
    <name>layerloom::widgets::EmptyState</name>
    <message>
        <source>Recent</source>
        <translation>Zuletzt benutzt</translation>
    </message>
    <message>
        <source>Stack the layers of language models</source>
        <translation>Schichten von Sprachmodellen stapeln</translation>
    </message>
    <message>
        <source>Drop a model folder, a .loom file or a mergekit YAML here</source>
        <translation>Modellordner, .loom-Datei oder mergekit-YAML hier ablegen</translation>
    </message>
    <message>
        <source>Open model folder…</source>
        <translation>Modellordner öffnen …</translation>
    </message>
    <message>
        <source>Try the sample</source>
        <translation>Beispiel ausprobieren</translation>
    </message>
    <message>
        <source>Paste a recipe</source>
        <translation>Rezept einfügen</translation>
    </message>
</context>
<context>
    <name>layerloom::widgets::HintCard</name>
    <message>
        <source>Show no more hints</source>
        <translation>Keine Hinweise mehr zeigen</translation>
    </message>
</context>
<context>
    <name>layerloom::widgets::LoomCanvas</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Output layer %1, %2 layer %3</source>
        <translation>Ausgabeschicht %1, %2 Schicht %3</translation>
    </message>
    <message>
        <source>, %1 parameters</source>
        <translation>, %1 Parameter</translation>
    </message>
    <message>
        <source>, after seam %1 to %2, layer distance %3</source>
        <translation>, nach der Naht %1 zu %2, Schichtabstand %3</translation>
    </message>
    <message>
        <source>The keyboard is in model %1, at layer %2</source>
        <translation>Die Tastatur ist in Modell %1, bei Schicht %2</translation>
    </message>
    <message>
        <source>%1 %2, layer %3 of %4</source>
        <translation>%1 %2, Schicht %3 von %4</translation>
    </message>
    <message>
        <source>%1 parameters, %2 %3</source>
        <translation>%1 Parameter, %2 %3</translation>
    </message>
    <message>
        <source>%1 × %2</source>
        <translation>%1 × %2</translation>
    </message>
    <message>
        <source>all tensors</source>
        <translation>alle Tensoren</translation>
    </message>
    <message>
        <source>loss when dropped: %1, when repeated: %2 nats per token</source>
        <translation>Verlust ohne sie: %1, doppelt: %2 Nats je Token</translation>
    </message>
    <message>
        <source>not used</source>
        <translation>nicht benutzt</translation>
    </message>
    <message>
        <source>used once: output %1</source>
        <translation>einmal benutzt: Ausgabe %1</translation>
    </message>
    <message>
        <source>used %1 times: output %2</source>
        <translation>%1-mal benutzt: Ausgabe %2</translation>
    </message>
    <message>
        <source>Output layer %1</source>
        <translation>Ausgabeschicht %1</translation>
    </message>
    <message>
        <source>previous: %1, distance %2</source>
        <translation>davor: %1, Abstand %2</translation>
    </message>
    <message>
        <source>layers %1 (%2), range(%3, %4)</source>
        <translation>Schichten %1 (%2), range(%3, %4)</translation>
    </message>
    <message>
        <source>output %1</source>
        <translation>Ausgabe %1</translation>
    </message>
    <message>
        <source>from %1 %2</source>
        <translation>aus %1 %2</translation>
    </message>
    <message>
        <source>Embeddings %1</source>
        <translation>Embeddings %1</translation>
    </message>
    <message>
        <source>Final norm %1</source>
        <translation>Abschlussnorm %1</translation>
    </message>
    <message>
        <source>Head %1</source>
        <translation>Kopf %1</translation>
    </message>
    <message>
        <source>Output layers</source>
        <translation>Ausgabeschichten</translation>
    </message>
    <message>
        <source>Drag to move, drag an edge to trim, drag with the middle button to slip, F2 to type the range; hold N against snapping</source>
        <translation>Ziehen verschiebt, Ziehen am Rand kürzt, Ziehen mit der mittleren Taste verschiebt die Schichten darin, F2 gibt den Bereich ein; N gedrückt: ohne Einrasten</translation>
    </message>
    <message>
        <source>Interlock
Double-click to change the size of its groups (I)</source>
        <translation>Verzahnung
Doppelklick ändert die Größe ihrer Gruppen (I)</translation>
    </message>
</context>
<context>
    <name>layerloom::widgets::MessageBar</name>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
</context>
<context>
    <name>layerloom::widgets::RangeEdit</name>
    <message>
        <source>Range of the slice</source>
        <translation>Bereich des Abschnitts</translation>
    </message>
</context>
<context>
    <name>layerloom::widgets::SeamCard</name>
    <message>
        <source>same layer again</source>
        <translation>dieselbe Schicht noch einmal</translation>
    </message>
    <message>
        <source>other source</source>
        <translation>andere Quelle</translation>
    </message>
    <message>
        <source>jump back</source>
        <translation>Sprung zurück</translation>
    </message>
    <message>
        <source>jump ahead</source>
        <translation>Sprung nach vorn</translation>
    </message>
    <message>
        <source>%1 ordinary layers, run again</source>
        <translation>%1 gewöhnlichen Schichten, die noch einmal laufen</translation>
    </message>
    <message>
        <source>%1 ordinary layers, skipped</source>
        <translation>%1 gewöhnlichen Schichten, die übersprungen werden</translation>
    </message>
    <message>
        <source>Seam</source>
        <translation>Naht</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Layer distance</source>
        <translation>Schichtabstand</translation>
    </message>
    <message>
        <source>%1, different depth</source>
        <translation>%1, andere Tiefe</translation>
    </message>
    <message>
        <source>Relative depth</source>
        <translation>Relative Tiefe</translation>
    </message>
    <message>
        <source>Used again</source>
        <translation>Erneut benutzt</translation>
    </message>
    <message>
        <source>%1 of the %2 layers that follow</source>
        <translation>%1 der %2 folgenden Schichten</translation>
    </message>
    <message>
        <source>Activation distance</source>
        <translation>Aktivierungsabstand</translation>
    </message>
    <message>
        <source>Equals</source>
        <translation>Entspricht</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>nicht gemessen</translation>
    </message>
    <message>
        <source>Weight distance</source>
        <translation>Gewichtsabstand</translation>
    </message>
    <message>
        <source>Trim left</source>
        <translation>Links kürzen</translation>
    </message>
    <message>
        <source>Trim right</source>
        <translation>Rechts kürzen</translation>
    </message>
    <message>
        <source>Roll left</source>
        <translation>Nach links rollen</translation>
    </message>
    <message>
        <source>Roll right</source>
        <translation>Nach rechts rollen</translation>
    </message>
    <message>
        <source>Seam at output %1</source>
        <translation>Naht bei Ausgabe %1</translation>
    </message>
</context>
<context>
    <name>layerloom::widgets::SummaryStrip</name>
    <message>
        <source>mixed</source>
        <translation>gemischt</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
    <message>
        <source>%1 bytes, %2 GiB</source>
        <translation>%1 Bytes, %2 GiB</translation>
    </message>
    <message>
        <source>Key/value cache: %1 a token</source>
        <translation>Schlüssel-Wert-Cache: %1 je Token</translation>
    </message>
    <message>
        <source>; layers of missing models are not counted</source>
        <translation>; Schichten fehlender Modelle sind nicht gezählt</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>parameters</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Layers of the output</source>
        <translation>Schichten der Ausgabe</translation>
    </message>
    <message>
        <source>; &quot;%1&quot; has %2</source>
        <translation>; „%1“ hat %2</translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation>%1 Parameter</translation>
    </message>
    <message>
        <source>seam</source>
        <translation>Naht</translation>
    </message>
    <message>
        <source>seams</source>
        <translation>Nähte</translation>
    </message>
    <message>
        <source>max layer distance</source>
        <translation>größter Abstand</translation>
    </message>
    <message>
        <source>Places where the next layer is not the one that followed in its model</source>
        <translation>Stellen, an denen nicht die Schicht folgt, die in ihrem Modell gefolgt wäre</translation>
    </message>
    <message>
        <source>Greatest difference of layer indices across a seam; the sum over all seams is %1</source>
        <translation>Größte Differenz der Schichtnummern an einer Naht; die Summe über alle Nähte ist %1</translation>
    </message>
    <message>
        <source>problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>No problems</source>
        <translation>Keine Probleme</translation>
    </message>
    <message>
        <source>More numbers, for which there is no room</source>
        <translation>Weitere Zahlen, für die kein Platz ist</translation>
    </message>
    <message>
        <source>More numbers</source>
        <translation>Weitere Zahlen</translation>
    </message>
    <message>
        <source>distance</source>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>Δloss</source>
        <translation>ΔVerlust</translation>
    </message>
</context>
<context>
    <name>layerloom::widgets::TaskOffer</name>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
</context>
</TS>
