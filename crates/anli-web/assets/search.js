// The search page. It asks the public API and shows what it says; text from a case is only ever set as text.
const $ = id => document.getElementById(id);
const el = (name, props = {}, ...children) => {
  const node = Object.assign(document.createElement(name), props);
  node.append(...children);
  return node;
};
const KINDS = { motivation: "动因", context: "背景", mechanism: "做法", resources: "投入", scale: "规模", result: "成效", difficulty: "困难", critique: "争议", condition: "适用条件", spread: "推广", lesson: "经验" };
const FACETS = { region: "地区 Region", area: "改革领域 Area", year: "年份 Year", level: "层级 Level", stage: "阶段 Stage", evidence: "证据 Evidence" };
const LANG = { zh: "zh-Hans", en: "en" };

/** `text` with its marked code points. */
function marked(text, marks = []) {
  const chars = [...text];
  const nodes = [];
  let at = 0;
  for (const [start, end] of marks) {
    nodes.push(chars.slice(at, start).join(""), el("mark", { textContent: chars.slice(start, end).join("") }));
    at = end;
  }
  nodes.push(chars.slice(at).join(""));
  return nodes;
}

/** What a reader calls a value of a facet; every value of a hit has its label among the counts. */
const label = (answer, facet, value) => answer.facets[facet].find(known => known.value === value)?.label.zh;

function hit(found, answer) {
  const [first, second] = "zh" in found.title ? ["zh", "en"] : ["en", "zh"];
  const title = (name, lang) => marked(found.title[lang], found.marks[`title.${lang}`]);
  const place = found.region.map(region => region.name.zh).join("、");
  const item = el("li", {}, el("h2", { lang: LANG[first] }, ...title("h2", first)));
  if (found.title[second]) item.append(el("p", { className: "other", lang: LANG[second] }, ...title("p", second)));
  item.append(el("p", { className: "meta", textContent: [place, label(answer, "level", found.level), found.year, label(answer, "stage", found.stage), `证据 ${found.evidence}/4`].filter(Boolean).join(" · ") }));
  for (const fact of found.facts.slice(0, 2)) {
    item.append(el("p", { className: "fact", lang: LANG[fact.lang] }, el("span", { className: "kind", textContent: KINDS[fact.kind] ?? "" }), ...marked(fact.text, fact.marks)));
  }
  if (!found.facts.length && found.summary[first]) {
    item.append(el("p", { className: "fact", lang: LANG[first] }, ...marked(found.summary[first], found.marks[`summary.${first}`])));
  }
  return item;
}

/** The values under `parent` as a list of checkboxes; choosing one asks again. */
function values(name, all, parent, params) {
  const here = all.filter(value => value.parent === parent && (value.count > 0 || value.selected));
  if (!here.length) return [];
  const list = el("ul", { className: "facet" });
  for (const value of here) {
    const box = el("input", { type: "checkbox", checked: value.selected });
    box.addEventListener("change", () => {
      const next = new URLSearchParams(params);
      next.delete("page");
      if (name === "year") {
        next.delete("year_from"); next.delete("year_to");
        if (box.checked) { next.set("year_from", value.value); next.set("year_to", value.value); }
      } else {
        const kept = next.getAll(name).filter(other => other !== value.value);
        next.delete(name);
        for (const other of box.checked ? [...kept, value.value] : kept) next.append(name, other);
      }
      go(next);
    });
    list.append(el("li", {}, el("label", {}, box, el("span", { textContent: value.label.zh }), el("span", { className: "count", textContent: value.count })), ...values(name, all, value.value, params)));
  }
  return [list];
}

function facets(answer, params) {
  return Object.entries(FACETS).flatMap(([name, label]) => {
    const list = values(name, answer.facets[name] ?? [], null, params);
    if (!list.length) return [];
    const open = innerWidth >= 700 && ["region", "area"].includes(name) || answer.facets[name].some(value => value.selected);
    return [el("details", { open }, el("summary", { textContent: label }), ...list)];
  });
}

function pages(answer, params) {
  const last = Math.ceil(answer.total / answer.per_page);
  const link = (page, text) => {
    const next = new URLSearchParams(params);
    next.set("page", page);
    return el("a", { href: `/?${next}`, textContent: text });
  };
  return [answer.page > 1 && link(answer.page - 1, "上一页 Previous"), answer.page < last && link(answer.page + 1, "下一页 Next")].filter(Boolean);
}

let running;
/** Asks what the address says and shows the answer; an older answer that comes later is dropped. */
async function ask() {
  running?.abort();
  running = new AbortController();
  const params = new URLSearchParams(location.search);
  $("q").value = params.get("q") ?? "";
  try {
    const response = await fetch(`/api/v1/search?${params}`, { signal: running.signal });
    const answer = await response.json();
    const parts = response.ok
      ? { status: [`共 ${answer.total} 例 · ${answer.total} cases`], hits: answer.hits.map(found => hit(found, answer)), facets: facets(answer, params), pages: pages(answer, params),
          notes: [...answer.notes.map(note => el("li", { textContent: note.message })), ...answer.question.expanded.map(added => el("li", { textContent: `${added.term} ≈ ${added.with.slice(0, 6).join(" · ")}` }))] }
      : { status: [answer.detail], hits: [], facets: [], pages: [], notes: [] };
    for (const [id, nodes] of Object.entries(parts)) $(id).replaceChildren(...nodes);
  } catch (error) {
    if (error.name !== "AbortError") $("status").textContent = "检索暂不可用，请稍后再试。 Search is unavailable; try again in a moment.";
  }
}

function go(params) {
  history.pushState(null, "", `/?${params}`);
  ask();
}

$("form").addEventListener("submit", event => {
  event.preventDefault();
  const params = new URLSearchParams(location.search);
  params.set("q", $("q").value);
  params.delete("page");
  go(params);
});
addEventListener("popstate", ask);
ask();
