import { startMachine } from './machine.js'
import { atOnce } from './rounds.js'
import { compared, type Row } from './row.js'

/**
 * Simultaneous hits. More than the same number of bare Nodes would mean that they wait in a queue.
 */
export async function measureAtOnce(rounds: number): Promise<Row[]> {
  await using machine = await startMachine({})
  const rows: Row[] = []
  for (const processes of [1, 10, 50]) {
    const samples = { bare: [] as number[], hits: [] as number[] }
    for (let round = 0; round < rounds; round++) {
      samples.bare.push(await atOnce(machine.node('-e', '0'), processes))
      samples.hits.push(await atOnce(machine.rolecall('process', '--profile', 'dev'), processes))
    }
    const against = { name: `${processes} × node -e 0`, samples: samples.bare }
    rows.push(compared(`process, hit, ${processes} at once`, samples.hits, against))
  }
  return rows
}
