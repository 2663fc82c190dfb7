import { afterAll, beforeAll, expect, test } from 'vitest'
import { startScene, type Scene } from '../support/scene.js'
import { runInTerminal } from '../support/terminal.js'
import { encodeAuthorizationMessage } from '../support/sts-server/authorization-messages.js'

let scene: Scene
beforeAll(async () => void (scene = await startScene()))
afterAll(() => scene[Symbol.asyncDispose]())

const items = (...values: string[]) => ({ items: values.map((value) => ({ value })) })
/** The example of the STS documentation, with a control sequence in the value of a tag. */
const DENIED = {
  allowed: false,
  explicitDeny: true,
  matchedStatements: {
    items: [
      {
        statementId: 'NoLargeInstances',
        effect: 'DENY',
        principals: items('AIDACKCEVSQ6C2EXAMPLE'),
        principalGroups: { items: [] },
        actions: items('ec2:RunInstances', 'ec2:StartInstances'),
        resources: items('*'),
        conditions: { items: [{ key: 'ec2:InstanceType', values: items('m5.24xlarge') }] },
      },
    ],
  },
  failures: { items: [] },
  context: {
    principal: {
      id: 'AIDACKCEVSQ6C2EXAMPLE',
      name: 'bob',
      arn: 'arn:aws:iam::123456789012:user/bob',
    },
    action: 'ec2:RunInstances',
    resource: 'arn:aws:ec2:us-east-1:123456789012:instance/*',
    conditions: {
      items: [
        { key: 'ec2:Tenancy', values: items('default') },
        { key: 'aws:RequestTag/who', values: items('\u001B[2Jbob', 'eve') },
      ],
    },
  },
}

test('a denial in words, from an error on stdin', async () => {
  const stdin = `Error: not authorized. Encoded authorization failure message: ${encodeAuthorizationMessage(DENIED)}\n\tstatus code: 403\n`
  const result = await scene.rolecall(['decode', '--profile', 'base'], { stdin })
  expect(result).toMatchObject({ code: 0, stderr: '' })
  expect(result.stdout).toBe(`denied by a statement (explicit deny); no other policy can allow it

who       arn:aws:iam::123456789012:user/bob
id        AIDACKCEVSQ6C2EXAMPLE
action    ec2:RunInstances
resource  arn:aws:ec2:us-east-1:123456789012:instance/*

statements that matched
  NoLargeInstances, deny  ec2:RunInstances ec2:StartInstances  on *  if ec2:InstanceType m5.24xlarge

context of the request
  ec2:Tenancy         default
  aws:RequestTag/who   [2Jbob, eve
`)
})

test('a long text can be pasted, although line mode truncates lines at 4096 bytes', async () => {
  const long = encodeAuthorizationMessage({ ...DENIED, failures: items('x'.repeat(4000)) })
  expect(long.length).toBeGreaterThan(4096)
  using terminal = runInTerminal('rolecall', ['decode', '--profile', 'base'], { env: scene.env })
  await terminal.waitFor(/press Enter/)
  terminal.send(`Error: not authorized.\rEncoded authorization failure message: ${long}\r`)
  await terminal.waitFor(/denied by a statement/)
  expect(await terminal.exit).toEqual({ code: 0, signal: 0 })
})

test('an implicit denial and an allowance, from the argument; the document itself with --json', async () => {
  const implicit = encodeAuthorizationMessage({ allowed: false, explicitDeny: false, context: {} })
  const allowed = encodeAuthorizationMessage({ allowed: true, explicitDeny: false })
  const words = ['decode', '--profile', 'base']
  const [first, second, raw] = await Promise.all([
    scene.rolecall([...words, implicit]),
    scene.rolecall([...words, allowed]),
    scene.rolecall([...words, '--json', encodeAuthorizationMessage(DENIED)]),
  ])
  expect(first.stdout).toBe('denied: no statement allows it (implicit deny)\n')
  expect(second.stdout).toBe('allowed\n')
  expect(JSON.parse(raw.stdout)).toEqual(DENIED)
})

test('a text without a message is refused without calling AWS; one that AWS cannot decode gets a hint', async () => {
  const none = await scene.rolecall(['decode', 'AccessDenied: no'], {})
  expect(none).toMatchObject({ code: 2, stdout: '' })
  expect(none.stderr).toContain(
    'no encoded authorization message was given: the text does not contain one',
  )
  const empty = await scene.rolecall(['decode'], { stdin: '' })
  expect(empty).toMatchObject({
    code: 2,
    stdout: '',
    stderr:
      'rolecall: no encoded authorization message was given: the input is empty\n' +
      'hint: pass the complete error that contains "Encoded authorization failure message:" to rolecall decode\n',
  })
  expect(scene.sts.requests.filter(({ code }) => code !== undefined)).toEqual([])
  const spoilt = await scene.rolecall(['decode', '--profile', 'base', 'A'.repeat(200)])
  expect(spoilt).toMatchObject({ code: 3, stdout: '' })
  expect(spoilt.stderr).toMatch(
    /^rolecall: AWS cannot decode this message .*\nhint: pass the complete message/,
  )
})
