(function () {
  "use strict";
  var data = JSON.parse(document.getElementById("data").textContent);
  var form = document.getElementById("filter");
  var status = document.getElementById("status");
  var Z = 1.959963984540054;
  var said = data.reports.map(function (report) {
    return report[2].map(function (issues) { return new Set(issues); });
  });
  var unfiltered = new Map();
  // Reports that fit the filter, and those of them that stand in figures: repeats of others may not.
  var matching = [], figured = [];
  function stands(at) { return data.reports[at][3]; }
  var total = data.reports.filter(function (report) { return report[3]; }).length;

  function each(selector, act, root) {
    Array.prototype.forEach.call((root || document).querySelectorAll(selector), act);
  }
  function tenths(number) { return Math.round(number * 10) / 10; }
  function percent(share) { return Math.round(share * 100) + "\u202f%"; }
  // As table/wilson.rs of the library.
  function wilson(part, whole) {
    if (!whole) return [0, 1];
    var share = part / whole, scale = 1 + Z * Z / whole, centre = share + Z * Z / (2 * whole);
    var spread = Z * Math.sqrt(share * (1 - share) / whole + Z * Z / (4 * whole * whole));
    return [Math.max((centre - spread) / scale, 0), Math.min((centre + spread) / scale, 1)];
  }
  function shade(part, whole) { return part && whole ? Math.ceil(part / whole * 5) : 0; }
  function chosen(name) { return form.elements[name] ? form.elements[name].value : ""; }
  // What is counted: the chosen assertion; else asserted, and for good practice itself good-practice.
  function counted(issue) {
    var assertion = chosen("assertion");
    if (assertion !== "") return +assertion;
    return data.positive.indexOf(issue) >= 0 ? data.praise : 0;
  }
  function says(report, issue) { return said[report][counted(issue)].has(issue); }
  function count(issue, reports) {
    return reports.filter(function (report) { return says(report, issue); }).length;
  }
  function numbers(text) { return text.split(".").map(Number); }

  function select() {
    var from = chosen("from"), to = chosen("to"), area = chosen("area"), issue = chosen("issue");
    matching = [];
    data.reports.forEach(function (report, at) {
      var fits = (from === "" || report[0] >= +from) && (to === "" || (report[0] >= 0 && report[0] <= +to)) &&
        (area === "" || report[1] === +area) && (issue === "" || says(at, +issue));
      if (fits) matching.push(at);
    });
    figured = matching.filter(stands);
  }

  function redraw() {
    var whole = figured.length, inYear = data.years.map(function (year, at) {
      return figured.filter(function (report) { return data.reports[report][0] === at; });
    });
    each("[data-total]", function (place) {
      if (!unfiltered.has(place)) unfiltered.set(place, place.textContent);
      place.textContent = whole === total ? unfiltered.get(place)
        : whole + (whole === 1 ? " report" : " reports") + " that fit the filter";
    });
    each("[data-bar]", function (row) {
      var with_ = count(+row.dataset.bar, figured), range = wilson(with_, whole);
      var low = tenths(range[0] * 240), high = tenths(range[1] * 240);
      row.cells[1].textContent = with_;
      row.cells[2].textContent = whole ? percent(with_ / whole) : "–";
      row.cells[3].textContent = whole ? Math.round(range[0] * 100) + "–" + percent(range[1]) : "–";
      row.querySelector(".fill").setAttribute("width", whole ? tenths(with_ / whole * 240) : 0);
      row.querySelector(".whisker").setAttribute("d", "M" + low + " 7H" + high + "M" + low + " 4V10M" + high + " 4V10");
    });
    each(".rank tbody", function (body) {
      if (!unfiltered.has(body)) unfiltered.set(body, Array.prototype.slice.call(body.rows));
      var rows = unfiltered.get(body).map(function (row, at) { return [-row.cells[1].textContent, at, row]; });
      rows.sort(function (a, b) { return a[0] - b[0] || a[1] - b[1]; });
      rows.forEach(function (row) { body.appendChild(row[2]); });
    });
    each("[data-year]", function (cell) { cell.textContent = inYear[+cell.dataset.year].length; });
    each("[data-heat]", function (cell) {
      var at = numbers(cell.dataset.heat), part = count(at[0], inYear[at[1]]);
      cell.textContent = part;
      cell.className = "num h" + shade(part, inYear[at[1]].length);
    });
    each("[data-with]", function (cell) { cell.textContent = count(+cell.dataset.with, figured); });
    var has = {};
    each("[data-pair]", function (cell) {
      var at = numbers(cell.dataset.pair);
      var row = has[at[0]] = has[at[0]] || figured.filter(function (report) { return says(report, at[0]); });
      var both = count(at[1], row);
      cell.textContent = both;
      cell.className = "num h" + shade(both, row.length);
    });
    each("[data-trend]", function (item) {
      var issue = +item.dataset.trend, step = 224 / data.years.length, line = "", whiskers = "", dots = "", joined = false, words = [];
      inYear.forEach(function (reports, at) {
        if (!reports.length) { joined = false; return; }
        var part = count(issue, reports), range = wilson(part, reports.length), x = tenths((at + 0.5) * step);
        var y = function (share) { return tenths(72 * (1 - share)); };
        var middle = y(part / reports.length);
        line += (joined ? "L" : "M") + x + " " + middle;
        whiskers += "M" + x + " " + y(range[1]) + "V" + y(range[0]);
        dots += "M" + x + " " + middle + "h0";
        words.push(data.years[at] + ": " + part + " of " + reports.length);
        joined = true;
      });
      item.querySelector(".line").setAttribute("d", line);
      item.querySelector(".whisker").setAttribute("d", whiskers);
      item.querySelector(".dots").setAttribute("d", dots);
      item.querySelector(".vh").textContent = words.join("; ");
    });
    each("[data-disc]", function (item) {
      var part = count(+item.dataset.disc, figured);
      item.className = "s" + shade(part, whole);
      item.querySelector(".fill").setAttribute("r", whole ? tenths(13.5 * Math.sqrt(part / whole)) : 0);
      item.querySelector(".n").textContent = part;
    });
    each("[data-of]", function (place) {
      place.textContent = count(+place.dataset.of, figured) + " of " + whole;
    });
  }

  // Hides what the filter leaves out, in the whole page or in a section that was just opened.
  function narrow(root) {
    var issue = chosen("issue"), assertion = chosen("assertion"), kept = new Set(matching);
    each("[data-report]", function (item) { item.hidden = !kept.has(+item.dataset.report); }, root);
    each("[data-issue]", function (item) { item.hidden = issue !== "" && item.dataset.issue !== issue; }, root);
    each(".quotes li", function (item) {
      item.hidden = !kept.has(+item.dataset.r) || (assertion !== "" && item.dataset.a !== assertion);
    }, root);
    each("mark", function (mark) {
      var shown = mark.dataset.t.split(" ").some(function (pair) {
        var at = pair.split(".");
        return (issue === "" || at[0] === issue) && (assertion === "" || at[1] === assertion);
      });
      mark.classList.toggle("off", !shown);
    }, root);
  }

  function apply() {
    select();
    redraw();
    narrow(document);
    var rest = matching.length - figured.length;
    status.textContent = (matching.length === data.reports.length ? "All " + total + " reports."
      : figured.length + " of " + total + " reports fit the filter; figures, quotations and highlights follow it.") +
      (rest ? " " + rest + " more " + (rest === 1 ? "repeats" : "repeat") + " another one, shown but not counted." : "");
  }

  function fill(details) {
    var template = document.getElementById("t-" + details.id);
    if (!template || details.querySelector(".body")) return;
    var body = document.createElement("div");
    body.className = "body";
    body.appendChild(document.importNode(template.content, true));
    narrow(body);
    details.appendChild(body);
  }

  function query() {
    var pairs = [];
    Array.prototype.forEach.call(form.elements, function (field) {
      if (field.name && field.value !== "") pairs.push(field.name + "=" + encodeURIComponent(field.value));
    });
    return pairs.length ? "?" + pairs.join("&") : "";
  }

  // Opens the section that holds `id` and goes there; another file when this one does not have it.
  function reveal(id) {
    var inside = /^[mp](\d+)-/.exec(id), leaf = inside ? "report-" + inside[1] : id;
    var details = document.getElementById(leaf);
    if (!details) {
      if (data.parts && data.parts[leaf]) location.href = data.parts[leaf] + query() + "#" + id;
      return;
    }
    if (details.classList.contains("leaf")) {
      fill(details);
      details.hidden = false;
      details.open = true;
    }
    var target = document.getElementById(id) || details;
    var mark = target.closest("mark");
    target.scrollIntoView({ block: mark ? "center" : "start" });
    (mark || target.querySelector("summary") || target).focus({ preventScroll: true });
  }

  document.addEventListener("toggle", function (event) {
    if (event.target.open && event.target.classList.contains("leaf")) fill(event.target);
  }, true);
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[href]");
    if (!link) return;
    var href = link.getAttribute("href"), at = href.indexOf("#");
    if (at < 0 || href === "#main") return;
    if (link.hasAttribute("data-go")) {
      event.preventDefault();
      location.href = href.slice(0, at) + query() + href.slice(at);
    } else if (at === 0 && location.hash === href) {
      reveal(decodeURIComponent(href.slice(1)));
    }
  });
  addEventListener("hashchange", revealNamed);
  // WCAG 1.4.13: what appears on hover or focus can be dismissed without moving away.
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") document.body.classList.add("quiet");
  });
  ["focusin", "mouseover"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      if (event.target.closest && event.target.closest("mark")) document.body.classList.remove("quiet");
    });
  });
  form.addEventListener("change", apply);
  form.addEventListener("reset", function () { setTimeout(apply, 0); });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  new URLSearchParams(location.search).forEach(function (value, name) {
    if (form.elements[name]) form.elements[name].value = value;
  });
  apply();
  function revealNamed() {
    if (location.hash.length > 1) reveal(decodeURIComponent(location.hash.slice(1)));
  }
  revealNamed();
  // Once all is loaded the browser goes to the named place itself, and takes the focus away where a second finding of
  // one sentence is named: its anchor cannot have the focus.
  addEventListener("load", function () { setTimeout(revealNamed, 0); });
})();
