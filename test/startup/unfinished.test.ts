import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isOtherProgram } from '../support/run.js'
import { startScene, type Scene } from '../support/scene.js'

/*
 * A command that waits for what can never happen ends with an error. Node would end with status 0,
 * from which a script would conclude that its command has run.
 */

const SILENT = fileURLToPath(new URL('silent-http.cjs', import.meta.url))
const CONFIG = `[profile job]
rolecall_credential_source = GitHubActions
role_arn = arn:aws:iam::222222222222:role/ci
region = eu-west-1
`
const MESSAGE = `rolecall: the command stopped before its end
hint: this is a bug in rolecall: report it with the command line and the output of rolecall doctor --report
`

let scene: Scene
beforeAll(async () => {
  scene = await startScene(CONFIG)
})
afterAll(() => scene[Symbol.asyncDispose]())

/** Runs a command that asks for a token; `more` are options of Node. */
const runWith = (options: string, args: string[]) =>
  scene.rolecall(args, {
    env: {
      ...{ NODE_OPTIONS: options, ROLECALL_STORE: 'none', GITHUB_ACTIONS: 'true' },
      ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:9/token',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'token',
    },
  })

describe.skipIf(isOtherProgram)('a command that can never end', () => {
  test.each([
    { args: ['process', 'job'], output: /^$/ },
    { args: ['whoami', 'job', '--json'], output: /^$/ },
    { args: ['exec', 'job', '--', 'echo', 'ran'], output: /^$/ },
    { args: ['env', 'job', '--format', 'env'], output: /\nfalse;\n$/ },
  ])('is an error of rolecall: $args', async ({ args, output }) => {
    const { code, stdout, stderr } = await runWith(`--require=${SILENT}`, args)
    expect(stdout).toMatch(output)
    expect(stderr).toBe(MESSAGE)
    expect(code).toBe(1)
  })

  test('any other command ends as usual', async () => {
    const shown = await runWith(`--require=${SILENT}`, ['list', '--json'])
    expect(shown).toMatchObject({ code: 0, stderr: '' })
    const refused = await runWith('', ['process', 'job'])
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('could not be reached: ECONNREFUSED')
  })
})
