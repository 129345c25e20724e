// Opens a report of `scrutineer run --html` in headless Chromium and checks what only a browser can tell.
// node report.mjs REPORT.html [FOLDER for pictures]; prints one line a check and fails at the first that does not hold.
import assert from "node:assert/strict";
import { readFileSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [file, pictures] = process.argv.slice(2).map((path) => resolve(path));
const address = pathToFileURL(file).href;
const folder = pathToFileURL(dirname(file)).href + "/";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const profile = mkdtempSync(join(tmpdir(), "scrutineer-browser-"));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.SCRUTINEER_CHROMIUM || "/usr/bin/chromium",
  headless: true,
  viewport: { width: 1200, height: 900 },
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
const faults = [];
const requests = new Set();
context.on("request", (request) => requests.add(request.url().split(/[?#]/)[0]));
const watch = (page) => {
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("dialog", (dialog) => { faults.push("a dialog: " + dialog.message()); dialog.dismiss(); });
};
const holds = (what) => console.log("ok: " + what);

try {
  const page = await context.newPage();
  watch(page);
  await page.goto(address);
  // What the program drew and what the script draws without a filter must be the same.
  const source = readFileSync(file, "utf8");
  const drawn = await page.evaluate((source) => {
    const given = new DOMParser().parseFromString(source, "text/html");
    const parts = ["[data-bar]", "[data-heat]", "[data-year]", "[data-pair]", "[data-with]", "[data-trend]", "[data-disc]", "[data-of]", "[data-total]"];
    return parts.map((part) => {
      const html = (root) => Array.from(root.querySelectorAll(part), (each) => each.outerHTML.replace(/ class=""/g, "")).join("\n");
      return [part, html(given), html(document)];
    });
  }, source);
  for (const [part, given, redrawn] of drawn) {
    assert.equal(redrawn, given, `the script redraws ${part} otherwise than the program drew it`);
  }
  holds("unfiltered figures are what the program drew");

  const number = (text) => Number(/\d+/.exec(text)[0]);
  const state = () => page.evaluate(() => ({
    status: document.getElementById("status").textContent,
    // A report that repeats another one may be shown and not counted.
    reports: document.querySelectorAll("[data-report]:not([hidden]):not([data-uncounted])").length,
    first: document.querySelector("[data-bar]")?.innerText,
  }));
  const all = (await state()).reports;
  assert.ok(all > 0, "no report is listed");

  // By year: from the last year on.
  const years = await page.locator("#f-from option").count() - 1;
  if (years > 1) {
    await page.selectOption("#f-from", String(years - 1));
    const late = await state();
    assert.ok(late.reports > 0 && late.reports < all, `from the last year on: ${late.reports} of ${all}`);
    assert.equal(number(late.status), late.reports);
    const inYear = await page.locator("[data-year]").evaluateAll((cells) => cells.map((cell) => Number(cell.textContent)));
    assert.equal(inYear.reduce((a, b) => a + b, 0), late.reports, "the years' totals follow the filter");
    await page.click("button[type=reset]");
    await page.waitForFunction((all) => document.querySelectorAll("[data-report]:not([hidden]):not([data-uncounted])").length === all, all);
  }
  // By area.
  const areas = await page.locator("#f-area option").count() - 1;
  if (areas > 1) {
    await page.selectOption("#f-area", "0");
    const here = await state();
    assert.ok(here.reports > 0 && here.reports < all);
    await page.selectOption("#f-area", "");
  }
  // By issue: the most frequent one; its own row counts every report that is left.
  const issue = await page.locator("[data-bar]").first().getAttribute("data-bar");
  const with_ = number(await page.locator(`[data-bar="${issue}"] td`).first().innerText());
  await page.selectOption("#f-issue", issue);
  assert.equal((await state()).reports, with_, "reports with the issue");
  assert.equal(await page.locator("[data-issue]:not([hidden])").count(), 1, "one issue is listed");
  holds("filters by year, area and issue");

  // Opening: filled on demand, quotations follow the assertion.
  const leaf = page.locator(`[data-issue="${issue}"]`);
  if (await leaf.evaluate((each) => each.tagName === "DETAILS")) {
    assert.equal(await leaf.locator(".quotes").count(), 0, "closed sections are empty");
    await leaf.locator("summary").focus();
    await page.keyboard.press("Enter");
    await leaf.locator(".quotes").first().waitFor();
    const shown = leaf.locator(":scope > .body > .quotes:last-of-type > li:not([hidden])");
    const before = await shown.count();
    await page.selectOption("#f-assertion", "0");
    const asserted = await shown.count();
    assert.ok(asserted > 0 && asserted <= before, `${asserted} of ${before}`);
    assert.ok(await shown.evaluateAll((items) => items.every((item) => item.dataset.a === "0")));
    await page.selectOption("#f-assertion", "");
    holds("a section opens by keyboard and filters by assertion");

    // From a quotation to its sentence in the report, and its note.
    const link = shown.first().locator("a");
    const target = (await link.getAttribute("href")).slice(1);
    await link.click();
    const place = page.locator(`[id="${target}"]`);
    await place.waitFor({ state: "attached" });
    const focused = await page.evaluate(() => document.activeElement?.tagName);
    assert.equal(focused, "MARK", "the sentence has the focus");
    const note = page.locator("mark:focus > .note");
    assert.ok(await note.isVisible(), "focus shows the note");
    assert.match(await note.innerText(), /asserted.*(rule|scorer)/s);
    await page.keyboard.press("Escape");
    assert.ok(!(await note.isVisible()), "Escape puts it away");
    holds("a quotation leads to its sentence, whose note focus shows");
  }
  await page.click("button[type=reset]");
  await page.waitForFunction((all) => document.querySelectorAll("[data-report]:not([hidden]):not([data-uncounted])").length === all, all);

  // Every section opened: nothing in a title, quotation or file name became markup.
  await page.evaluate(() => { for (const each of document.querySelectorAll("details.leaf")) each.open = true; });
  await page.waitForFunction(() => Array.from(document.querySelectorAll("details.leaf")).every((each) => each.querySelector(".body")));
  const foreign = await page.evaluate(() => ({
    scripts: document.querySelectorAll("script").length,
    active: document.querySelectorAll("img, iframe, object, embed, link, base, form[action], [onerror], [onclick], [style]").length,
    broken: Array.from(document.querySelectorAll('a[href^="#"]'), (link) => decodeURIComponent(link.getAttribute("href").slice(1)))
      .filter((id) => !document.getElementById(id)).length,
    twice: (() => { const ids = Array.from(document.querySelectorAll("[id]"), (each) => each.id); return ids.length - new Set(ids).size; })(),
  }));
  const several = await page.locator("[data-go]").count() > 0;
  assert.equal(foreign.scripts, 2);
  assert.equal(foreign.active, 0);
  assert.equal(foreign.twice, 0, "ids are unique");
  if (!several) assert.equal(foreign.broken, 0, "links that lead nowhere");
  holds("all sections open; no element that a text brought");

  if (several) {
    await page.locator("[data-go]").first().click();
    await page.waitForSelector("details[open] .body");
    assert.ok(page.url().includes("/report/part-"), page.url());
    // From a quotation in one file to its sentence in another.
    await page.locator(".quotes a").first().click();
    await page.waitForSelector("mark:focus");
    holds("links lead from file to file");
    await page.goto(address);
  }

  await page.setViewportSize({ width: 400, height: 800 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 400, `at 400 pixels the page is ${wide} wide`);
  await page.setViewportSize({ width: 1200, height: 900 });
  holds("400 pixels are wide enough");

  // axe: light and dark. Opened are one issue and one report, since all of them take minutes.
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto("about:blank");
    await page.goto(address);
    for (const kind of ["[data-issue]", "[data-report]"]) {
      await page.evaluate((kind) => {
        const first = document.querySelector("details" + kind);
        if (first) first.open = true;
      }, kind);
    }
    // Evaluated by the debugger, which the page's policy does not bind; axe itself adds nothing to the page.
    const found = await page.evaluate(`${axe}; axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations.map((v) => ({ id: v.id, impact: v.impact, nodes: v.nodes.length, first: v.nodes[0].html.slice(0, 200), why: v.nodes[0].failureSummary })))`);
    const grave = found.filter((each) => ["serious", "critical"].includes(each.impact));
    assert.deepEqual(grave, [], "axe, " + scheme);
    holds(`axe finds nothing serious, ${scheme} (${found.length} lesser: ${found.map((each) => each.id).join(", ")})`);
    if (pictures) await page.screenshot({ path: join(pictures, `report-${scheme}.png`), fullPage: true });
  }
  if (pictures) {
    await page.emulateMedia({ colorScheme: "light" });
    await page.pdf({ path: join(pictures, "report.pdf"), format: "A4" });
    await page.setViewportSize({ width: 400, height: 800 });
    await page.screenshot({ path: join(pictures, "report-400.png"), fullPage: true });
  }
  assert.deepEqual(faults, [], "messages in the console");
  const outside = [...requests].filter((url) => !url.startsWith(folder) && url !== "about:blank");
  assert.deepEqual(outside, [], "requests that leave the folder");
  holds(`no message in the console; ${requests.size} request${requests.size === 1 ? "" : "s"}, all to the report itself`);
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
