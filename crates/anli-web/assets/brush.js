// A stretch of years is chosen by drawing over the histogram; the two number fields beside it do the same without a pointer.

const LEAST = 6; // px that make a click a stretch

export function brush() {
  document.addEventListener("pointerdown", (event) => {
    const chart = event.target.closest?.(".histogram");
    if (!chart || event.button !== 0) return;
    const { left, width } = chart.getBoundingClientRect();
    const [first, last] = [Number(chart.dataset.first), Number(chart.dataset.last)];
    const year = (x) => first + Math.floor(Math.min(Math.max((x - left) / width, 0), 0.9999) * (last - first + 1));
    const shade = document.createElement("span");
    shade.className = "brush";
    const draw = ({ clientX: x }) => {
      shade.style.insetInlineStart = `${((Math.min(x, event.clientX) - left) / width) * 100}%`;
      shade.style.inlineSize = `${(Math.abs(x - event.clientX) / width) * 100}%`;
      if (!shade.parentNode) chart.append(shade);
    };
    const stop = new AbortController();
    const end = ({ type, clientX: x }) => {
      stop.abort();
      shade.remove();
      if (type !== "pointerup" || Math.abs(x - event.clientX) < LEAST) return;
      // The link under the pointer is not meant.
      addEventListener("click", (click) => click.preventDefault(), { once: true, capture: true });
      const [from, to] = [year(event.clientX), year(x)].sort();
      document.getElementById("year-from").value = from;
      const field = document.getElementById("year-to");
      field.value = to;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    };
    addEventListener("pointermove", draw, stop);
    addEventListener("pointerup", end, stop);
    addEventListener("pointercancel", end, stop);
  });
  document.addEventListener("dragstart", (event) => event.target.closest?.(".histogram") && event.preventDefault());
}
