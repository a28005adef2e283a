// What makes the pages quicker where scripts run. Every page is complete without it.

import { brush } from "./brush.js";
import { combobox } from "./combobox.js";
import { narrow } from "./narrow.js";

const lang = document.documentElement.lang === "en" ? "en" : "zh";

// The other language opens at the same place.
const tongue = document.getElementById("tongue");
tongue?.addEventListener("click", () => { tongue.hash = location.hash; });

const search = document.getElementById("search");
if (search && document.getElementById("answer")) {
  combobox(document.getElementById("q"), { lang });
  narrow(search);
  brush();
}
