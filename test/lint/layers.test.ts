import { spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, expect, test } from 'vitest'

const CONFIG = ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']

const folder = mkdtempSync(join(tmpdir(), 'rolecall-layers-'))
afterEach(() => rmSync(folder, { recursive: true }))

/** Every violation as `rule: importing file`. */
function violations(): string[] {
  const depcruise = resolve('node_modules/.bin/depcruise')
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src']
  const { stdout } = spawnSync(depcruise, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { rule: { name: string }; from: string }[] }
  }
  return summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`)
}

test('planted imports break the rules, static, dynamic and of types', () => {
  for (const name of CONFIG) cpSync(name, join(folder, name))
  cpSync('src', join(folder, 'src'), { recursive: true })
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  const plant = (file: string, line: string): void =>
    appendFileSync(join(folder, 'src', file), `\n${line}\n`)
  plant('core/once.ts', "export const planted = () => import('../cli/program.js')")
  plant('emit/json.ts', "export * as planted from 'node:fs'")
  plant('plan/request.ts', "export type { Host } from '../system/host.js'")
  plant('secrets/kinds.ts', "export const planted = () => import('@aws-sdk/client-sts')")
  expect(violations()).toEqual(
    expect.arrayContaining([
      'core may not import cli: src/core/once.ts',
      'one shore to the machine: src/emit/json.ts',
      'plan may not import system: src/plan/request.ts',
      'sole importer of the AWS SDK: src/secrets/kinds.ts',
    ]),
  )
}, 180_000)
