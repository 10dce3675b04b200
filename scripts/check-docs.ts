import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { problemCodes } from '@/lib/http/problem';
import { configurationTable } from '@/lib/server/config-docs';
import { fileFaults } from '@/lib/telemetry/trace/formats/file-problem';
import { root } from './processes';
import { shortcutRows } from './shortcut-docs';

/** What the documents claim of the repository, held against it: paths, commands, configuration, problems, shortcuts. */

const faults: string[] = [];
const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file && existsSync(`${root}/${file}`));
const scripts = Object.keys((JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { scripts: object }).scripts);

for (const document of documents) {
  const text = readFileSync(`${root}/${document}`, 'utf8');
  const folder = document.includes('/') ? document.slice(0, document.lastIndexOf('/')) : '.';
  for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^(?:https?:|#)/.test(target)) continue;
    if (!existsSync(`${root}/${folder}/${target.split('#', 1)[0]}`))
      faults.push(`${document}: links to ${target}, which is not there`);
  }
  for (const [, path = ''] of text.matchAll(
    /`((?:app|components|lib|sandbox|bench|e2e|test|scripts|deploy|docs)\/[\w./()[\]-]+)`/g,
  ))
    if (!existsSync(`${root}/${path}`)) faults.push(`${document}: speaks of ${path}, which is not there`);
  for (const [, name = ''] of text.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g))
    if (!scripts.includes(name)) faults.push(`${document}: there is no npm script ${name}`);
}

const configuration = readFileSync(`${root}/docs/configuration.md`, 'utf8');
for (const row of configurationTable().split('\n'))
  if (!configuration.includes(row)) faults.push(`docs/configuration.md lacks the line the schema gives: ${row}`);

const pages = readdirSync(`${root}/docs/problems`).map((file) => file.replace(/\.md$/, ''));
for (const code of problemCodes) if (!pages.includes(code)) faults.push(`docs/problems/${code}.md is missing`);
for (const page of pages)
  if (page !== 'README' && !problemCodes.some((code) => code === page))
    faults.push(`docs/problems/${page}.md is of no problem code`);

const filePage = readFileSync(`${root}/docs/problems/invalid_input.md`, 'utf8');
for (const fault of fileFaults)
  if (!filePage.includes(`| \`${fault}\` |`))
    faults.push(`docs/problems/invalid_input.md lacks the file fault ${fault}`);

const shortcuts = readFileSync(`${root}/docs/traces.md`, 'utf8').split('\n');
for (const row of shortcutRows())
  if (!shortcuts.includes(row)) faults.push(`docs/traces.md lacks the line that the help gives: ${row}`);

for (const fault of faults) console.error(fault);
console.log(`${documents.length} documents checked, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
