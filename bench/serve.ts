import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { startMachine } from './machine.js'
import { median, type Row } from './row.js'

const MAX_MS = 1
const MIN_PER_SECOND = 5000
/** Reads during which V8 compiles the code, and the heap finds its size. */
const WARM_UP = 50_000
const MAX_GROWTH_MB = 20

/** `serve`: one read after the other, many at once, and the memory that the reads cost. */
export async function measureServe(reads: number): Promise<Row[]> {
  await using machine = await startMachine({})
  const { file, args, env } = machine.rolecall('serve', 'dev', '--format', 'json')
  const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    let printed = ''
    child.stdout.setEncoding('utf8')
    while (!printed.endsWith('}\n')) printed += String((await once(child.stdout, 'data'))[0])
    const variables = JSON.parse(printed) as Record<string, string>
    const read = readerOf(variables)
    await repeat(read, WARM_UP, 32)
    const samples: number[] = []
    for (let each = 0; each < 1000; each++) {
      const began = performance.now()
      await read()
      samples.push(performance.now() - began)
    }
    const before = memoryOf(child.pid)
    const began = performance.now()
    const cpuBefore = cpuSeconds(child.pid)
    await repeat(read, reads, 32)
    const seconds = (performance.now() - began) / 1000
    const cpu = cpuSeconds(child.pid) - cpuBefore
    const value = median(samples)
    const perSecond = Math.round(reads / cpu)
    const growth = memoryOf(child.pid) - before
    return [
      {
        name: 'serve, one read',
        value,
        unit: 'ms',
        budget: `< ${MAX_MS} ms`,
        isMet: value < MAX_MS,
      },
      {
        name: 'serve, reads per second of its processor time',
        value: perSecond,
        unit: '',
        budget: `≥ ${MIN_PER_SECOND}`,
        isMet: perSecond >= MIN_PER_SECOND,
        note: `${Math.round(reads / seconds)} a second with its clients beside it`,
      },
      {
        name: `serve, growth of memory over ${reads} reads`,
        value: growth,
        unit: 'MB',
        budget: `≤ ${MAX_GROWTH_MB} MB`,
        isMet: growth <= MAX_GROWTH_MB,
      },
    ]
  } finally {
    child.kill()
    await once(child, 'close')
  }
}

function readerOf(variables: Record<string, string>): () => Promise<void> {
  const url = new URL(variables['AWS_CONTAINER_CREDENTIALS_FULL_URI'] ?? '')
  const authorization = variables['AWS_CONTAINER_AUTHORIZATION_TOKEN'] ?? ''
  const agent = new Agent({ keepAlive: true })
  return () =>
    new Promise((resolve, reject) => {
      request(url, { agent, headers: { authorization } }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`))
        response.resume().on('end', () => resolve())
      })
        .on('error', reject)
        .end()
    })
}

async function repeat(work: () => Promise<void>, times: number, atOnce: number): Promise<void> {
  let left = times
  const worker = async (): Promise<void> => {
    while (left-- > 0) await work()
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

/** Resident memory in MB. */
function memoryOf(pid = 0): number {
  const [, kilobytes = '0'] =
    /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? []
  return (Number(kilobytes) * 1024) / 1_000_000
}

/** Clock ticks of Linux are hundredths of a second. */
function cpuSeconds(pid = 0): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}
