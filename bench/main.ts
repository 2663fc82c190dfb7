import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { keychainAvailable, keychainReason } from '../test/support/keychain.js'
import { PROGRAM } from '../test/support/run.js'
import { measureAccounts } from './accounts.js'
import { measureAtOnce } from './at-once.js'
import { measureMemory, measureSize } from './footprint.js'
import { measureColdLauncher } from './cold-launcher.js'
import { measureCompletion, measureHits } from './hit.js'
import { measureHistory } from './history.js'
import { measureKubeToken } from './kube-token.js'
import { measureLauncher } from './launcher.js'
import { measureMisses, measureStorm } from './miss.js'
import { measureOthers } from './others.js'
import type { Row } from './row.js'
import { measureServe } from './serve.js'
import { table } from './table.js'

/**
 * Measures what rolecall costs, with the built program, a real keychain and a local STS. Each
 * figure is compared with another of the same minute; docs/performance.md explains the rows. The
 * exit status is 1 if a budget is exceeded, 2 if nothing can be measured.
 */
const { values } = parseArgs({
  options: {
    ...{ json: { type: 'boolean' }, quick: { type: 'boolean' }, write: { type: 'boolean' } },
    only: { type: 'string', multiple: true },
  },
})

/** `--write` replaces the table in this file, between two comments. */
const DOCUMENT = fileURLToPath(new URL('../docs/performance.md', import.meta.url))
const [START, END] = ['<!-- npm run bench -- --write -->', '<!-- end of the table -->']

const machine = `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} × ${cpus()[0]?.model.trim()}`

async function main(): Promise<number> {
  if (!existsSync(PROGRAM.replace('bin/rolecall.js', 'dist/main.cjs'))) {
    console.error('bench: the program is not built; run: npm run build')
    return 2
  }
  if (!keychainAvailable) {
    console.error(`bench: a keychain cannot be started; ${keychainReason}`)
    return 2
  }
  const rows = await measure(values.quick ? 0.25 : 1)
  const failed = rows.filter(({ isMet }) => isMet === false).length
  if (values.json) console.log(JSON.stringify({ machine, rows, failed }, null, 2))
  else console.log(report(rows, failed))
  if (values.write) writeTable(report(rows, failed))
  return failed > 0 ? 1 : 0
}

/** @param share of the usual number of rounds, 0 to 1 */
async function measure(share: number): Promise<Row[]> {
  const rounds = (usual: number): number => Math.max(3, Math.round(usual * share))
  const sections: Readonly<Record<string, () => Promise<Row[]>>> = {
    hits: () => measureHits(rounds(31)),
    completion: () => measureCompletion(rounds(15)),
    misses: () => measureMisses(rounds(15)),
    accounts: () => measureAccounts(rounds(31)),
    history: () => measureHistory(rounds(15)),
    serve: () => measureServe(rounds(100_000)),
    'kube-token': () => measureKubeToken(rounds(7)),
    storm: () => measureStorm(50),
    'at once': () => measureAtOnce(rounds(5)),
    others: () => measureOthers(rounds(7)),
    launcher: () => measureLauncher(rounds(31)),
    'launcher, cold': () => measureColdLauncher(rounds(15)),
    memory: () => measureMemory(rounds(5)),
    size: measureSize,
  }
  const rows: Row[] = []
  for (const [name, section] of Object.entries(sections)) {
    if (values.only && !values.only.includes(name)) continue
    try {
      rows.push(...(await section()))
    } catch (error) {
      rows.push({ name, unit: '', isMet: false, note: String(error).split('\n', 1)[0] ?? '' })
    }
  }
  return rows
}

const report = (rows: readonly Row[], failed: number): string =>
  `${machine}\n\n${table(rows)}\n\n${summary(failed)}`

function writeTable(text: string): void {
  const document = readFileSync(DOCUMENT, 'utf8')
  const [before = '', rest = ''] = document.split(START)
  const after = rest.split(END)[1] ?? ''
  const block = `${START}\n\n\`\`\`text\n${text}\n\`\`\`\n\n${END}`
  writeFileSync(DOCUMENT, `${before}${block}${after}`)
  console.error(`wrote ${DOCUMENT}`)
}

function summary(failed: number): string {
  return failed === 0 ? 'all budgets are met' : `budgets exceeded: ${failed}`
}

process.exitCode = await main()
