/** What was measured for one SDK. */
export interface Measured {
  name: string
  /** Name and version of the SDK. */
  sdk: string
  /** `stdin KIND stderr KIND` of the helper: `pipe`, or the stream of the program. */
  streams?: string
  /** Runs of the helper for one call that fails. */
  failedRuns?: number
  /** What the program shows if rolecall fails. */
  error?: string
  /** Runs of the helper for three calls, at 14, 9 and 4 minutes and 30 seconds before expiry. */
  runs: number[]
  /** When the SDK gave up a helper that hangs; undefined if it had not after 75 seconds. */
  waits?: { seconds: number; survives: boolean } | undefined
}

const BEGIN = '<!-- Measured by npm run test:sdks; SDKS_WRITE=1 rewrites it. -->'
const END = '<!-- End of what is measured. -->'

/** Replaces what is between the two marks of docs/sdks.md. */
export function withMeasured(page: string, rows: readonly Measured[]): string {
  const [before, rest = ''] = page.split(BEGIN)
  const [, after = ''] = rest.split(END)
  return `${before}${BEGIN}\n\n${table(rows)}\n\n${errorTexts(rows)}\n\n${END}${after}`
}

/** The table of docs/sdks.md. */
export function table(rows: readonly Measured[]): string {
  const cells = rows.map((row) => [
    row.name,
    row.sdk,
    waits(row),
    row.runs.length ? row.runs.join(', ') : 'each call is a process of its own',
    row.error?.includes('rolecall: ') ? 'rolecall’s message' : 'a message of its own',
    String(row.failedRuns ?? ''),
  ])
  const head = [
    'SDK',
    'version',
    'waits for',
    'runs for 3 calls with 14, 9, 4 min, 30 s left',
    'shows if rolecall fails',
    'runs then',
  ]
  return [head, head.map(() => '---'), ...cells].map((line) => `| ${line.join(' | ')} |`).join('\n')
}

/** The texts that the programs show, one below the other. */
export function errorTexts(rows: readonly Measured[]): string {
  return rows
    .map(({ name, error = '' }) => `${name}:\n\n\`\`\`text\n${shortened(error)}\n\`\`\``)
    .join('\n\n')
}

function waits({ waits }: Measured): string {
  if (!waits) return 'more than 75 s'
  return `${waits.seconds} s, then ${waits.survives ? 'leaves its child running' : 'ends its child'}`
}

/** Lines of at most 100 characters, without what differs from run to run. */
function shortened(text: string): string {
  return text
    .replaceAll(/\/tmp\/rolecall-home-\w+/g, '~')
    .split('\n')
    .map((line) => (line.length > 300 ? `${line.slice(0, 297)}...` : line))
    .slice(0, 12)
    .join('\n')
}
