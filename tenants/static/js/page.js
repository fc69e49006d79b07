// Small comforts on top of pages that work without them. Nothing here is needed to use a page.
import { closeMessages } from "./messages.js";
import { veilOnEscape } from "./veil.js";
import { sendOnce } from "./once.js";
import { askFirst } from "./confirm.js";
import { dropFiles } from "./upload.js";
import { closeMenus } from "./menus.js";
import { tidyDrafts } from "./drafts.js";
import { keepForms } from "./keeping.js";
import { takeSentences } from "./sentences.js";
import { workOffline } from "./offline.js";

closeMenus(document);
closeMessages(document);
askFirst(document); // before sendOnce: a question first, then one sending
sendOnce(document);
dropFiles(document);
veilOnEscape(document);
tidyDrafts(document)
  .then(() => takeSentences(document))
  .then(() => keepForms(document));
workOffline(document);
