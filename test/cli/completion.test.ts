import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { REGIONS } from '../../src/core/regions.js'
import { COMMANDS } from '../../src/cli/commands.js'
import { COMPLETIONS } from '../../src/cli/completion/all.js'
import { isInstalled } from '../support/commands.js'
import { profiles, startScene, type Scene } from '../support/scene.js'
import { INTERACTIVE_SHELLS, startShell } from '../support/shell.js'

describe('the generated files', () => {
  test.each(Object.values(COMPLETIONS))('$file matches the specs', async ({ file, write }) => {
    const text = await readFile(new URL(`../../completions/${file}`, import.meta.url), 'utf8')
    expect(text, 'npm run completions rewrites it').toBe(write(COMMANDS))
  })
})

test('PowerShell takes every typographic quote for one, so that each is doubled in a name', () => {
  const { write } = COMPLETIONS.powershell
  const [, from = '', to = ''] = /\$_ -replace "(.+?)", '(.+?)'\)/.exec(write(COMMANDS)) ?? []
  const replaced = `it's \u2019; calc \u2018\u201A\u201B`.replace(
    new RegExp(from, 'g'),
    to.replaceAll('$0', '$$&'),
  )
  expect(replaced).toBe(`it''s \u2019\u2019; calc \u2018\u2018\u201A\u201A\u201B\u201B`)
})

/** Names that a shell could split, expand or misread. */
const NAMES = ['quick.dot', 'team/slash', 'zürich', 'with space', "it's", 'a:colon', '$(touch x)']

/** What is typed, and the profile that it completes to. */
const TYPED = [
  ['qui', 'quick.dot'],
  ['quick.', 'quick.dot'],
  ['team/s', 'team/slash'],
  ['zü', 'zürich'],
  ['with', 'with space'],
  ['it', "it's"],
  ['a:c', 'a:colon'],
  ["'with s", 'with space'],
  ['"with s', 'with space'],
  ['\\$', '$(touch x)'],
] as const

/** Command lines to complete, and a part of their output. */
const LINES = [
  ['rolecall expl\tdev --js\t', '"profile":"dev"'],
  ['rolecall explain dev --json --reg\teu-c\t2', '"region":"eu-central-2"'],
  ['rolecall env --unset --format wind\t', 'set "AWS_ACCESS_KEY_ID="'],
  ['rolecall init po\t', 'Register-ArgumentCompleter'],
  // Of all flags of sts two begin like this, of those of this operation one.
  ['rolecall sts get-acc\t--a\tASIAQNZGKIQY56JQ7WML', '"Account": '],
  ['rolecall exec --no-session base -- printen\tROLECALL_PROFILE', 'base'],
] as const

test.concurrent.for(INTERACTIVE_SHELLS.filter(isInstalled))(
  'TAB completes in %s',
  { timeout: 90_000 },
  async (shell, { expect }) => {
    await using scene = await startScene()
    using session = await startShell(scene, shell)
    // The shell is running already: what it completes was added a second ago.
    const sections = NAMES.map(
      (name) =>
        `[profile "${name}"]\nrole_arn = arn:aws:iam::222222222222:role/nomfa\nsource_profile = base\n\n`,
    )
    await scene.configure(profiles(scene.serial) + sections.join(''))
    for (const [typed, name] of TYPED) {
      const explained = await session.output(`rolecall explain --json ${typed}\t`)
      expect.soft(explained, typed).toContain(`{"profile":${JSON.stringify(name)},`)
    }
    for (const [typed, expected] of LINES) {
      expect.soft(await session.output(typed), typed).toContain(expected)
    }
    expect((await scene.home.files()).filter((file) => file.endsWith('/x'))).toEqual([])
  },
)

let scene: Scene
beforeAll(async () => {
  scene = await startScene('[profile team/slash]\nregion = eu-west-1\n')
})
afterAll(() => scene[Symbol.asyncDispose]())

describe('lists for the shells', () => {
  test('profiles by prefix, without the program', async () => {
    expect(await scene.rolecall(['__complete', 'profile', 'team/'])).toMatchObject({
      code: 0,
      stdout: 'team/slash\n',
      stderr: '',
    })
  })

  test('live sessions', async () => {
    expect((await scene.rolecall(['__complete', 'session'])).stdout).toBe('')
    await scene.atTerminal(['login', 'dev'])
    expect((await scene.rolecall(['__complete', 'session'])).stdout).toBe('base\ndev\n')
  })

  test.each([[['nonsense']], [['__proto__']], [[]]])(
    '%j prints nothing and is not an error',
    async (words) => {
      const { code, stdout, stderr } = await scene.rolecall(['__complete', ...words])
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' })
    },
  )

  test('an unreadable config prints nothing and is not an error', async () => {
    const env = { AWS_CONFIG_FILE: scene.home.path }
    const { code, stdout, stderr } = await scene.rolecall(['__complete', 'profile'], { env })
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  test('the regions are those of the SDK', async () => {
    const path =
      '../../node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js'
    const { partitionsInfo } = (await import(new URL(path, import.meta.url).href)) as {
      partitionsInfo: { partitions: { regions: object }[] }
    }
    const regions = partitionsInfo.partitions.flatMap(({ regions: names }) => Object.keys(names))
    expect([...REGIONS].sort()).toEqual(regions.filter((name) => !name.endsWith('-global')).sort())
  })
})
