// Opens a real Neo4j Browser in headless Chromium, loads what `kgraph browser DIR` wrote, runs every script and every query of the
// guide, and takes pictures. Exit code 1 where something fails.
//
//   node browser_check.mjs BROWSER_URL BOLT_URI USER PASSWORD DIR PICTURES [SITE]
//   node browser_check.mjs http://127.0.0.1:7474/browser/ bolt://127.0.0.1:7687 neo4j secret kit pictures http://localhost:8000/browser/
//
// DIR must be of the graph that the server at BOLT_URI holds. SITE is where `kgraph serve` offers the same files; with it, the guide and the
// style are also loaded from there. It needs Node.js 18 or later, Chromium (CHROMIUM names its program where it is not
// /usr/bin/chromium), and the npm package playwright-core: copy this file into a folder with that in its node_modules.
import { readdirSync, readFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [url, bolt, user, password, kit, pictures, site] = process.argv.slice(2);
if (!pictures) {
  console.error("usage: browser_check.mjs BROWSER_URL BOLT_URI USER PASSWORD DIR PICTURES [SITE]");
  process.exit(2);
}
mkdirSync(pictures, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
let failures = 0;

function report(what, good, detail = "") {
  failures += good ? 0 : 1;
  console.log(`${good ? "ok  " : "FAIL"} ${what}${detail ? `: ${detail}` : ""}`);
}

const picture = (name) => page.screenshot({ path: join(pictures, `${name}.png`) });

async function connect() {
  await page.goto(`${url}?dbms=${encodeURIComponent(bolt)}`);
  const frame = page.locator('[data-testid="password"], input[name="password"], input[type="password"]').first();
  await frame.waitFor({ timeout: 60000 });
  const name = page.locator('[data-testid="username"]').first();
  if (await name.count()) await name.fill(user);
  await frame.fill(password);
  await page.locator('[data-testid="connect"]').first().click();
  await page.getByText("You are connected as user").first().waitFor({ timeout: 60000 });
}

// Whatever is in the editor is replaced: as one paste, so that the editor completes no brackets and indents nothing.
async function enter(text) {
  await page.locator(".monaco-editor").first().click();
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(text);
  await page.keyboard.press("Control+Enter");
}

const frames = () => page.locator('[data-testid="frame"]');

async function clear() {
  await enter(":clear");
  await page.waitForFunction(() => !document.querySelector('[data-testid="frame"]'), null, { timeout: 10000 });
}

// The newest frame, once it has an answer; null where it shows an error.
async function answer(text) {
  await clear();
  await enter(text);
  return settled();
}

async function settled() {
  const frame = frames().first();
  await frame.waitFor({ timeout: 20000 });
  const done = await page.waitForFunction(
    () => {
      const text = document.querySelector('[data-testid="frame"]')?.innerText ?? "";
      return /ERROR|error:|Displaying \d|Started streaming|no changes, no records|completed after|rendering/i.test(text) && text;
    },
    null,
    { timeout: 30000 },
  );
  const text = await done.jsonValue();
  return { error: /ERROR/.test(text) ? text.slice(0, 400).replaceAll("\n", " ") : null, text };
}

// Nodes and relations drawn; none where the answer is a table.
async function drawn() {
  await page.waitForTimeout(1500);
  return page.evaluate(() => ({
    nodes: document.querySelectorAll('[data-testid="frame"] g.node').length,
    relations: document.querySelectorAll('[data-testid="frame"] g.relationship').length,
  }));
}

const told = (seen) => (seen.nodes ? `${seen.nodes} nodes, ${seen.relations} relations drawn` : "a table");

async function drop(path, name, type) {
  const bytes = [...readFileSync(path)];
  const transfer = await page.evaluateHandle(
    ([bytes, name, type]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(bytes)], name, { type }));
      return transfer;
    },
    [bytes, name, type],
  );
  for (const event of ["dragenter", "dragover", "drop"]) await page.dispatchEvent(".filedrop", event, { dataTransfer: transfer });
  await page.waitForTimeout(1500);
}

const stored = (key) => page.evaluate((key) => JSON.parse(localStorage.getItem(`neo4j.${key}`) ?? "null"), key);

await connect();
report("opens connected", true);
await picture("connected");

await drop(join(kit, "kgraph.grass"), "kgraph.grass", "");
await page.waitForTimeout(1000);
const style = await stored("grass");
report("style loads by drag and drop", Boolean(style?.["node.Ceasefire"]), `${Object.keys(style ?? {}).length} rules`);

await drop(join(kit, "kgraph-scripts.zip"), "kgraph-scripts.zip", "application/zip");
const scripts = ((await stored("documents")) ?? []).filter((script) => !script.isStatic);
const folders = ["kgraph graphs", "kgraph questions"];
const files = folders.flatMap((folder) => readdirSync(join(kit, folder)).map((file) => [folder, file]));
report("scripts import", scripts.filter((script) => script.folder && script.content).length >= files.length, `${scripts.length} scripts`);
await page.locator('[data-testid="navigationFavorites"], [data-testid="drawerFavorites"]').first().click();
await page.waitForTimeout(800);
for (const folder of folders) await page.getByText(folder, { exact: true }).first().click();
await page.waitForTimeout(800);
await picture("scripts");
await page.locator('[data-testid="navigationFavorites"], [data-testid="drawerFavorites"]').first().click();

for (const [folder, file] of files) {
  const { error } = await answer(readFileSync(join(kit, folder, file), "utf8"));
  const seen = await drawn();
  const good = !error && (folder !== "kgraph graphs" || seen.nodes > 0);
  report(`${folder}/${file}`, good, error ?? told(seen));
  if (folder === "kgraph graphs" || !good) {
    await page.waitForTimeout(2500);
    await picture(`${folder}-${file.replace(".cypher", "")}`.replaceAll(" ", "-"));
  }
}

// A script's parameters, set as its header says, and its query with them in place of the first and last line.
const [folder, file] = files[0];
const lines = readFileSync(join(kit, folder, file), "utf8").trim().split("\n");
const commented = (start) => lines.filter((line) => line.startsWith(`// ${start}`)).map((line) => line.slice(3));
for (const command of commented(":param ")) {
  await clear();
  await enter(command);
  await page.waitForTimeout(500);
}
const query = lines.slice(lines.indexOf("") + 1);
const { error } = await answer([...commented("WITH "), ...query.slice(1, -1), ...commented("LIMIT ")].join("\n"));
const { nodes } = await drawn();
report(`${folder}/${file} with parameters`, !error && nodes > 0, error ?? "");

const source = readFileSync(join(kit, "guide.html"), "utf8");
const queries = await page.evaluate(
  (source) => {
    const runnable = new DOMParser().parseFromString(source, "text/html").querySelectorAll("pre.runnable");
    return [...runnable].map((pre) => pre.textContent.trim());
  },
  source,
);
for (const [number, text] of queries.entries()) {
  const { error } = await answer(text);
  const seen = await drawn();
  report(`guide, query ${number + 1}`, !error, error ?? told(seen));
  await page.waitForTimeout(2000);
  await picture(`guide-query-${number + 1}`);
}

if (site) {
  const reset = async () => {
    await clear();
    await enter(":style reset");
    await page.waitForTimeout(1000);
  };
  await reset();
  await clear();
  await enter(`:style ${site}kgraph.grass`);
  await page.waitForTimeout(2000);
  report("style loads by its address", Boolean((await stored("grass"))?.["node.Ceasefire"]));
  await reset();
  for (const command of [":play", ":guide"]) {
    await clear();
    await enter(`${command} ${site}guide.html`);
    await page.waitForTimeout(2500);
    const shown = await page.getByText("What is in here").count();
    report(`${command} shows the guide`, shown > 0);
    await picture(`guide-by${command.replace(":", "-")}`);
  }
  await page.locator("[exec-topic^=style]").first().click();
  await page.waitForTimeout(1500);
  report("the guide's link loads the style", Boolean((await stored("grass"))?.["node.Ceasefire"]));
  await clear();
  await page.locator("pre.runnable").nth(1).locator("i").click();
  const { error } = await settled();
  report("the guide's sign runs a query", !error && (await drawn()).nodes > 0, error ?? "");
  await page.waitForTimeout(2000);
  await picture("guide-query-run");
}

await browser.close();
console.log(failures ? `${failures} failed` : "all well");
process.exit(failures ? 1 : 0);
