import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { startMachine, script } from './machine.js'
import { inTurn, type Turn } from './rounds.js'
import { median } from './row.js'
const bins = process.argv.slice(3), rounds = Number(process.argv[2])
const main = async (): Promise<void> => {
  await using machine = await startMachine({})
  execFileSync('cc', ['-O2', '-D_GNU_SOURCE', '-o', '/tmp/native-read', script('native-read.c')])
  const key = readdirSync(machine.env['XDG_STATE_HOME'] + '/rolecall/sessions')[0]!.replace('.json', '')
  const bus = machine.env['DBUS_SESSION_BUS_ADDRESS']!.replace(/^unix:path=/, '').replace(/,.*/, '')
  const turns: Record<string, Turn> = { bare: () => machine.node('-e', '0'), true: () => ({ file: '/bin/true', args: [], env: machine.env }), native: () => ({ file: '/tmp/native-read', args: [bus, key], env: machine.env }) }
  bins.forEach((file) => { turns[file] = () => ({ file, args: ['process', 'dev'], env: machine.env }) })
  const hm = await inTurn(turns, rounds)
  for (const k of Object.keys(turns)) console.log(k, median(hm[k] ?? []).toFixed(2), 'min', Math.min(...(hm[k] ?? [])).toFixed(2), 'ratio to native', median((hm[k]??[]).map((x,i)=>x/(hm['native']![i]!))).toFixed(2))
  void readFileSync
}
void main()
