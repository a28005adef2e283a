// What makes the pages quicker where scripts run. Every page is complete without it.

import { narrow } from "./narrow.js";

// The other language opens at the same place.
const tongue = document.getElementById("tongue");
tongue?.addEventListener("click", () => { tongue.hash = location.hash; });

const search = document.getElementById("search");
if (search && document.getElementById("answer")) narrow(search);
