// Opening and closing, addresses, and the beginning.
async function openPair(place) {
  const pair = state.shown[place], dialog = at("pair");
  if (!pair) return;
  state.open = place;
  at("before").disabled = place === 0;
  at("after").disabled = place === state.shown.length - 1;
  at("pair-title").replaceChildren();
  put(at("pair-title"), "Pair " + pair.id);
  at("pair-body").replaceChildren(make("p", "empty", "unpacking …"));
  if (!dialog.open) dialog.showModal();
  at("pair-title").focus();
  history.replaceState(null, "", "#pair=" + encodeURIComponent(pair.id));
  let parts;
  try {
    parts = await showPair(pair);
  } catch (error) {
    parts = [make("p", "empty", "This pair cannot be unpacked here: " + error)];
  }
  if (state.open !== place) return;
  at("pair-body").replaceChildren(...parts);
  dialog.scrollTop = 0;
  dialog.dataset.shown = pair.id;
}

function toSides() {
  const first = at("pair-body").querySelector(".row.apart .message");
  if (!first) return;
  first.scrollIntoView({block: "center"});
  first.focus({preventScroll: true});
}

function closed() {
  const place = state.open;
  state.open = -1;
  delete at("pair").dataset.shown;
  if (location.hash.startsWith("#pair=")) history.replaceState(null, "", "#pairs");
  if (place < 0) return;
  if (Math.floor(place / PAGE) !== state.page) {
    state.page = Math.floor(place / PAGE);
    drawList();
  }
  at("list").querySelectorAll("button")[place % PAGE]?.focus();
}

function follow() {
  const hash = location.hash.slice(1);
  if (hash.startsWith("pair=")) {
    let id = hash.slice(5);
    try { id = decodeURIComponent(id); } catch { /* as it was typed */ }
    let place = state.shown.findIndex(pair => pair.id === id);
    if (place < 0) {
      clearFilters();
      place = state.shown.findIndex(pair => pair.id === id);
    }
    if (place >= 0) openPair(place);
    else {
      put(at("count"), `. No pair here has the id ${id}; all are listed.`);
      at("pairs").scrollIntoView();
    }
  } else if (hash.startsWith("pairs?")) {
    clearFilters();
    for (const [name, value] of new URLSearchParams(hash.slice(6))) {
      const place = FACETS.findIndex(one => one.name === name);
      const of = place < 0 ? -1 : FACETS[place].values.indexOf(value);
      if (of < 0) continue;
      if (FIRST.includes(name)) at("f-" + name).value = String(of);
      else at("f-also").value = place + ":" + of;
    }
    applyFilters();
    at("pairs").scrollIntoView();
    at("f-split").focus({preventScroll: true});
  }
}

function tellSideways() {
  for (const wide of document.querySelectorAll(".wide")) {
    const told = wide.previousElementSibling?.classList.contains("sideways");
    const cut = wide.scrollWidth > wide.clientWidth + 1;
    if (cut && !told) wide.before(make("p", "sideways", "this table scrolls sideways →"));
    if (!cut && told) wide.previousElementSibling.remove();
  }
}

function clearFilters() {
  for (const one of at("filters").querySelectorAll("select")) one.selectedIndex = 0;
  at("f-search").value = "";
  applyFilters();
}

function begin() {
  fillFilters();
  for (const id of ["filters", "keys"]) at(id).hidden = false;
  at("filters").addEventListener("change", applyFilters);
  at("f-search").addEventListener("input", applyFilters);
  at("f-clear").addEventListener("click", clearFilters);
  at("list").addEventListener("keydown", moveFocus);
  at("earlier").addEventListener("click", () => turnPage(-1));
  at("later").addEventListener("click", () => turnPage(1));
  at("before").addEventListener("click", () => openPair(state.open - 1));
  at("after").addEventListener("click", () => openPair(state.open + 1));
  at("to-sides").addEventListener("click", toSides);
  at("close").addEventListener("click", () => at("pair").close());
  at("pair").addEventListener("close", closed);
  at("pair").addEventListener("keydown", event => {
    if (event.target.closest(".wide, pre, input, select")) return;
    const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
    if (step && state.shown[state.open + step]) openPair(state.open + step);
  });
  document.addEventListener("keydown", event => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || at("pair").open || event.target.closest("input, select")) return;
    event.preventDefault();
    at("f-search").focus();
  });
  addEventListener("hashchange", follow);
  addEventListener("resize", tellSideways);
  document.addEventListener("toggle", tellSideways, true);
  tellSideways();
  drawList();
  follow();
  document.documentElement.dataset.ready = "yes";
}

begin();
