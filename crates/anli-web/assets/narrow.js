// Filters that apply at once: a changed filter loads the page it leads to and takes its answer and its filters over.
//
// The page is read by XMLHttpRequest, which parses a document without running anything in it.

const PARTS = ["answer", "facets"];

export function narrow(form) {
  const status = document.createElement("p");
  status.className = "hidden";
  status.setAttribute("role", "status");
  document.body.append(status);

  let asking;
  const load = (address, remember) => {
    asking?.abort();
    const request = asking = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.onload = () => {
      const page = request.response;
      if (request.status !== 200 || !page?.getElementById("answer")) return location.assign(address);
      if (remember) history.pushState({ narrowed: true }, "", address);
      take(page);
    };
    // The plain way says what is wrong.
    request.onerror = () => location.assign(address);
    request.send();
  };

  const take = (page) => {
    const focused = document.activeElement;
    const known = focused?.id ? `#${CSS.escape(focused.id)}` : focused?.name && `[name="${CSS.escape(focused.name)}"][value="${CSS.escape(focused.value)}"]`;
    const open = new Map([...document.querySelectorAll("#facets details")].map((part) => [key(part), part.open]));
    for (const id of PARTS) document.getElementById(id).replaceWith(document.adoptNode(page.getElementById(id)));
    for (const part of document.querySelectorAll("#facets details")) if (open.has(key(part))) part.open = open.get(key(part));
    document.title = page.title;
    document.getElementById("tongue").href = page.getElementById("tongue").href;
    if (known) document.querySelector(known)?.focus({ preventScroll: true });
    status.textContent = document.getElementById("summary").textContent;
  };

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.form !== form || field.id === "q" || field.type === "text") return;
    if (field.type === "number" && !field.checkValidity()) return;
    load(address(form), true);
  });
  form.addEventListener("submit", (event) => {
    // An address without empty fields can be read and passed on.
    event.preventDefault();
    location.assign(address(form));
  });
  addEventListener("popstate", () => load(location.href, false));
}

function key(details) {
  return details.id || `${details.parentElement.closest("details")?.id} ${details.className}`;
}

function address(form) {
  const filled = [...new FormData(form)].filter(([, value]) => value.trim());
  const plain = filled.filter(([name, value]) => name !== "sort" || value !== "relevance");
  return `${form.getAttribute("action").split("?")[0]}?${new URLSearchParams(plain)}`;
}
