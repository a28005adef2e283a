// Suggestions under the search box: the editable combobox with list autocomplete and manual selection of the ARIA Authoring Practices.
// Focus stays in the input, and an Enter that ends a composition neither chooses nor submits.

const PAUSE = 120; // ms without a key until it asks
const SPOKEN = 500; // ms more until their number is said
const AFTER_COMPOSITION = 50; // ms in which its Enter may still come
const LONGEST = 100; // characters the API takes
const TAGS = { zh: "zh-Hans", en: "en" };
const WORDS = {
  zh: {
    list: "检索建议",
    found: n => (n ? `${n} 条建议，按上下键选择` : "没有建议"),
    cases: n => `${n} 例`,
    kinds: { area: "领域", region: "地区", organization: "单位", title: "案例", term: "词语" },
  },
  en: {
    list: "Suggestions",
    found: n => (n ? `${n} suggestion${n > 1 ? "s" : ""}, up and down to choose` : "No suggestions"),
    cases: n => `${n} case${n > 1 ? "s" : ""}`,
    kinds: { area: "Area", region: "Place", organization: "Body", title: "Case", term: "Term" },
  },
};

const set = (node, attributes) => Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));

function el(name, attributes, ...children) {
  const node = document.createElement(name);
  set(node, attributes);
  node.append(...children);
  return node;
}

/** What a suggestion is shown as: its names, what it is, how many cases it has. */
function parts({ text, lang: tongue, label, within, kind, count }, lang) {
  const part = (name, words, tag = lang) => words ? [el("span", { class: `suggestions-${name}`, lang: TAGS[tag] }, words), " "] : [];
  const other = tag => part("other", label[tag] !== text && label[tag], tag);
  return [
    el("div", {}, ...part("text", text, tongue), ...other(tongue), ...other(tongue === "zh" ? "en" : "zh"), ...part("within", within?.[lang])),
    ...part("kind", WORDS[lang].kinds[kind]),
    ...part("count", kind !== "title" && WORDS[lang].cases(count)),
  ];
}

/** Makes the search input of a form offer suggestions in `lang`, `zh` or `en`. */
export function combobox(input, { lang, api = "/api/v1/suggest" }) {
  const words = WORDS[lang];
  const id = `${input.id}-suggestions`;
  const list = el("ul", { id, class: "suggestions", role: "listbox", tabindex: -1, "aria-label": words.list, hidden: "" });
  const status = el("span", { class: "suggestions-status", role: "status" });
  let offered = [];
  let answered; // the text they are offered for
  let active = -1; // the option the keys are on
  let request, pause, spoken;
  let composed = -Infinity; // when the last composition ended
  let soft; // the last key was on screen

  const typed = () => input.value.trim();

  function mark(index) {
    list.children[active]?.setAttribute("aria-selected", false);
    active = index;
    const option = list.children[active];
    option?.setAttribute("aria-selected", true);
    option?.scrollIntoView({ block: "nearest" });
    input.removeAttribute("aria-activedescendant");
    if (option) set(input, { "aria-activedescendant": option.id });
  }

  /** Forgets what is under way, and the option. */
  function still() {
    clearTimeout(pause);
    clearTimeout(spoken);
    request?.abort();
    status.textContent = "";
    mark(-1);
  }

  function show(open) {
    list.hidden = !open;
    set(input, { "aria-expanded": open });
  }

  function close() {
    still();
    show(false);
  }

  /** Offers what the text may mean and goes to the option `at`, the last for -1. */
  async function ask(at) {
    still();
    const q = typed();
    if (!q || q.length > LONGEST) return close();
    if (q !== answered) {
      const { signal } = (request = new AbortController());
      try {
        const response = await fetch(`${api}?${new URLSearchParams({ q, limit: 8, lang })}`, { signal });
        const { suggestions } = await response.json();
        if (signal.aborted) return;
        list.replaceChildren(...suggestions.map((suggestion, i) =>
          el("li", { id: `${id}-${i}`, class: "suggestions-option", role: "option", "aria-selected": false }, ...parts(suggestion, lang))));
        [offered, answered] = [suggestions, q];
      } catch {
        return signal.aborted || close(); // the form works without
      }
    }
    show(offered.length > 0);
    if (at !== undefined) mark(at < 0 ? offered.length - 1 : at);
    spoken = setTimeout(() => { status.textContent = words.found(offered.length); }, SPOKEN);
  }

  function later() {
    still();
    pause = setTimeout(ask, PAUSE);
  }

  function accept({ kind, parameter, value }) {
    close();
    if (kind === "title") {
      const list = new FormData(input.form).getAll("list").map(id => ["list", id]); // the shortlist goes along
      return location.assign(`/${lang}/cases/${value}${list.length ? "?" : ""}${new URLSearchParams(list)}`);
    }
    if (parameter === input.name) input.value = value;
    const choose = ({ formData }) => {
      for (const [name, given] of [...formData]) if (!given || name === input.name || name === "page") formData.delete(name);
      if (!formData.getAll(parameter).includes(value)) formData.append(parameter, value);
    };
    input.form.addEventListener("formdata", choose);
    input.form.requestSubmit();
    input.form.removeEventListener("formdata", choose);
  }

  function step(by) {
    if (list.hidden || typed() !== answered) ask(Math.min(by, 0));
    else mark(active < 0 && by < 0 ? offered.length - 1 : (active + by + offered.length) % offered.length);
  }

  /** False if the key is the browser's. */
  function press({ key, altKey }) {
    if (key === "ArrowDown") altKey ? list.hidden && ask() : step(1);
    else if (key === "ArrowUp") altKey ? close() : step(-1);
    else if (key === "Enter" && active >= 0) accept(offered[active]);
    else if (key === "Escape") {
      if (list.hidden) input.value = "";
      close();
    } else {
      if (key === "Enter") close();
      else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(key)) mark(-1);
      return false;
    }
  }

  input.addEventListener("keydown", event => {
    soft = event.keyCode === 229 && !event.code;
    if (event.isComposing || event.keyCode === 229 || event.timeStamp - composed < AFTER_COMPOSITION) {
      if (/^E(nt|sc)/.test(event.key)) event.preventDefault(); // Enter submits, Escape clears
    } else if (!event.ctrlKey && !event.metaKey && press(event) !== false) event.preventDefault();
  });
  // Keyboards on screen compose every English word.
  const unfinished = event => event.isComposing && !(soft && lang === "en");
  input.addEventListener("input", event => (unfinished(event) ? close() : later()));
  input.addEventListener("compositionend", event => {
    composed = event.timeStamp;
    later(); // no `input` follows
  });
  input.addEventListener("blur", close);
  // Chosen on release, so that one can slide off.
  list.addEventListener("mousedown", event => event.preventDefault());
  list.addEventListener("click", ({ target }) => {
    const option = target.closest("[role=option]");
    if (option) accept(offered[[...list.children].indexOf(option)]);
  });

  set(input, { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": false, "aria-controls": id });
  input.parentElement.classList.add("suggestions-box");
  input.after(list, status);
  if (document.activeElement === input && input.value !== input.defaultValue) later();
}
