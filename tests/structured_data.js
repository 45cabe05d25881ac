// Reads {kind: {html, schemas}} from its input and prints what structured-data-testing-tool finds
// wrong, a line for each: missing schemas, missing or invalid properties, missing tags for sharing.
const { structuredDataTest } = require("structured-data-testing-tool");
const { Facebook, Google, Twitter } = require("structured-data-testing-tool/presets");

async function main() {
  const pages = JSON.parse(require("fs").readFileSync(0, "utf-8"));
  for (const [kind, page] of Object.entries(pages)) {
    const options = { presets: [Google, Twitter, Facebook], schemas: page.schemas };
    const result = await structuredDataTest(page.html, options).catch((error) => {
      if (error.type !== "VALIDATION_FAILED") throw error;
      return error.res;
    });
    for (const test of result.failed) console.log(`${kind}: ${test.group}: ${test.description} (${test.test})`);
    if (!result.passed.length) console.log(`${kind}: nothing was found`);
  }
}

main();
