import { expect, expectTypeOf, test } from 'vitest'
import type { OptionsOf } from '../../src/cli/command-types.js'
import type { envSpec } from '../../src/cli/commands/env/spec.js'
import { loginSpec } from '../../src/cli/commands/login/spec.js'
import type { stsSpec } from '../../src/cli/commands/sts/spec.js'
import { flagIn, flagValues } from '../../src/cli/parse-options.js'
import type { ArgumentValues, OptionValues } from '../../src/cli/command-spec.js'

/** Checked by `tsc`: each line that must not compile is marked as an expected error. */

test('options are typed from the syntax of their specs', () => {
  expectTypeOf<
    OptionValues<
      | { syntax: '--role-arn <arn>'; description: '' }
      | { syntax: '--tag <key=value>'; description: ''; repeatable: true }
      | { syntax: '--format <format>'; description: ''; values: readonly ['env', 'fish'] }
      | { syntax: '--dry-run'; description: '' }
      | { syntax: '--no-cache'; description: '' }
    >
  >().toEqualTypeOf<{
    readonly roleArn?: string
    readonly tag?: string[]
    readonly format?: 'env' | 'fish'
    readonly dryRun?: boolean
    readonly cache?: boolean
  }>()
})

test('a command has its own options and those of every command', () => {
  type Env = OptionsOf<typeof envSpec>
  expectTypeOf<Env['unset']>().toEqualTypeOf<boolean | undefined>()
  expectTypeOf<Env['debug']>().toEqualTypeOf<boolean | undefined>()
  // @ts-expect-error -- a misspelt name
  expectTypeOf<Env['unsett']>()
  // @ts-expect-error -- an option of another command
  expectTypeOf<Env['adopt']>()
})

test('an operation of sts has the options of every operation, and no others by name', () => {
  type Sts = OptionsOf<typeof stsSpec>
  expectTypeOf<Sts['region']>().toEqualTypeOf<string | undefined>()
  expectTypeOf<Sts['online']>().toEqualTypeOf<boolean | undefined>()
  // @ts-expect-error -- made from a member of the API at run time
  expectTypeOf<Sts['tokenCode']>()
})

test('arguments are typed from the syntax of their specs', () => {
  type Arguments<Syntax extends string> = ArgumentValues<{
    name: ''
    summary: ''
    arguments: readonly [{ syntax: Syntax; description: '' }]
    options: []
    examples: []
  }>
  expectTypeOf<Arguments<'[profile]'>>().toEqualTypeOf<readonly [string | undefined]>()
  expectTypeOf<Arguments<'<shell>'>>().toEqualTypeOf<readonly [string]>()
  expectTypeOf<Arguments<'[profiles...]'>>().toEqualTypeOf<readonly [readonly string[]]>()
})

test('a flag that is known at run time is read by its name', () => {
  const options = { tokenCode: '123456', tags: ['a=1', 'b=2'], online: true }
  expect(flagValues(options, '--token-code')).toEqual(['123456'])
  expect(flagValues(options, '--tags')).toEqual(['a=1', 'b=2'])
  expect(flagValues(options, '--online')).toEqual([])
  expect(flagValues(options, '--serial-number')).toEqual([])
})

test('headings and flags survive in the specs', () => {
  const flags = loginSpec.options.map(({ syntax }) => flagIn(syntax))
  expect(flags).toContain('--saml-assertion')
  expect(new Set(flags).size).toBe(flags.length)
})
