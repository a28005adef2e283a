// What the page of a case can do where scripts run: print, and open the other view at the same place.

const print = document.getElementById("print");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

for (const link of document.querySelectorAll("a[data-place]")) {
  link.addEventListener("click", () => { link.hash = location.hash; });
}
