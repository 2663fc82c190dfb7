import { startMachine, ROLE } from './machine.js'
import { inTurn, timed, type Turn } from './rounds.js'
import { median } from './row.js'
const bins = process.argv.slice(3), rounds = Number(process.argv[2])
const main = async (): Promise<void> => {
  const names: string[] = []
  for (let r = 0; r <= rounds; r++) for (let b = 0; b < bins.length; b++) names.push(`c-${b}-${r}`)
  await using machine = await startMachine({ config: names.map((n) => `[profile ${n}]\nrole_arn = ${ROLE}\nrole_session_name = ${n}\nsource_profile = base\nregion = eu-west-1\n`).join('') })
  const turns: Record<string, Turn> = { bare: () => machine.node('-e', '0') }
  bins.forEach((file, b) => { turns[file] = (r) => ({ file, args: ['process', `c-${b}-${r}`], env: machine.env }) })
  const ms = await inTurn(turns, rounds)
  for (const k of Object.keys(turns)) console.log(k, median(ms[k] ?? []).toFixed(2), 'min', Math.min(...(ms[k] ?? [])).toFixed(2))
  const hits: Record<string, Turn> = {}
  bins.forEach((file) => { hits[file] = () => ({ file, args: ['process', 'c-0-1'], env: machine.env }) })
  const hm = await inTurn(hits, rounds * 4)
  for (const k of Object.keys(hits)) console.log('hit', k, median(hm[k] ?? []).toFixed(2), 'min', Math.min(...(hm[k] ?? [])).toFixed(2))
  if (process.env.HOLD) { const { writeFileSync } = await import('node:fs'); writeFileSync('/tmp/m.json', JSON.stringify(machine.env)); console.log('held'); await new Promise((r) => setTimeout(r, 3.6e6)) }
  void timed
}
void main()
