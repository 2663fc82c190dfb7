import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, lstat, readFile, readdir, symlink } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { isInstalled } from '../support/commands.js'
import { makeCertificate } from '../support/certificate.js'
import { runCommand } from '../support/run.js'
import { NOMFA, startRoleScene } from '../support/role-scene.js'
import type { Scene } from '../support/scene.js'
import { runInTerminal } from '../support/terminal.js'

const ARN = 'arn:aws:eks:eu-west-1:222222222222:cluster/blue'

/** As `aws eks update-kubeconfig` writes it, with what people add. */
const BY_AWS = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: Q0EtREFUQQ==
    server: https://127.0.0.1:1   # the blue one
  name: ${ARN}
contexts:
- context: {cluster: "${ARN}", user: "${ARN}"}
  name: blue
- context:
    cluster: other
    user: ann
  name: other
current-context: blue
kind: Config
preferences: {}
users:
# Ann's own
- name: ann
  user:
    token: a-token-of-ann-12345
- name: ${ARN}
  user:
    # asked for by the platform team
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      args:
      - --region
      - eu-west-1
      - eks
      - get-token
      - --cluster-name
      - blue
      - --output
      - json
      command: aws # the CLI
      env:
      - name: AWS_PROFILE
        value: old
      - name: HTTPS_PROXY
        value: http://proxy:3128
# the end
`

let scene: Scene
beforeEach(async () => {
  scene = await startRoleScene(`[profile on]
role_arn = ${NOMFA}
source_profile = keys
`)
})
afterEach(() => scene[Symbol.asyncDispose]())

const configure = (args: string, env: Record<string, string> = {}) =>
  scene.rolecall(['configure', 'kube', ...args.split(' ')], { env })
const kubeconfig = (name = '.kube/config') => readFile(join(scene.home.path, name), 'utf8')

interface User {
  name: string
  user: { exec?: { command: string; args: string[] } }
}
const usersIn = (text: string): User[] => (parse(text) as { users: User[] }).users
const execOf = (text: string, name: string) =>
  usersIn(text).find((each) => each.name === name)?.user.exec

test('only the lines of the user change; the diff shows them, and no secret', async () => {
  await scene.home.write('.kube/config', BY_AWS)
  const preview = await configure('nomfa --cluster blue --dry-run')
  expect(preview).toMatchObject({ code: 0, stderr: '' })
  expect(await kubeconfig()).toBe(BY_AWS)
  const { code, stdout, stderr } = await configure('nomfa --cluster blue --yes')
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
  expect(stderr).toContain(preview.stdout)
  expect(stderr).toContain('-      - get-token\n')
  expect(stderr).toContain('+      - kube-token\n')
  expect(stderr).toContain(
    'to undo it, run rolecall exec nomfa -- aws eks update-kubeconfig --name blue',
  )
  expect(stderr).not.toMatch(/a-token-of-ann|Q0EtREFUQQ|proxy:3128/)
  const starter = join(scene.home.path, '.local/share/rolecall/rolecall')
  expect(await kubeconfig()).toBe(
    BY_AWS.replace('v1beta1', 'v1')
      .replace(
        / {6}- --region[\s\S]*- json\n/,
        '      - kube-token\n      - nomfa\n      - --cluster\n      - blue\n',
      )
      .replace('command: aws #', `command: ${starter} #`)
      .replace(/ {6}- name: AWS_PROFILE\n.*\n/, '')
      .replace('proxy:3128\n', 'proxy:3128\n      interactiveMode: IfAvailable\n'),
  )
  // Ann's token would be kept in a copy.
  expect(await readdir(join(scene.home.path, '.kube'))).toEqual(['config'])
  const again = await configure('nomfa --cluster blue --yes')
  expect(again).toMatchObject({ code: 0, stdout: '' })
  expect(again.stderr).toContain('nothing to do: user')
})

test('a question on the terminal: no writes nothing, yes writes; without a terminal --yes', async () => {
  await scene.home.write('.kube/config', BY_AWS)
  const alone = await configure('nomfa --cluster blue')
  expect(alone.code).not.toBe(0)
  expect(alone.stderr).toContain('add --yes to write without asking')
  expect(await kubeconfig()).toBe(BY_AWS)
  for (const answer of ['n', 'y']) {
    const args = ['configure', 'kube', '--profile', 'nomfa', '--cluster', 'blue']
    using terminal = runInTerminal('rolecall', args, { env: scene.env })
    await terminal.waitFor(/Write this to .*\?/)
    expect(terminal.transcript).toContain('- get-token')
    terminal.send(`${answer}\r`)
    expect((await terminal.exit).code).toBe(answer === 'y' ? 0 : 130)
    expect((await kubeconfig()) === BY_AWS).toBe(answer === 'n')
  }
})

test.skipIf(!isInstalled('kubectl'))(
  'kubectl reads what was written, and sends the token that rolecall prints',
  async () => {
    const seen: string[] = []
    const { key, cert, path } = makeCertificate(scene.home.path, 'localhost')
    const server = createServer({ key, cert }, (request, response) => {
      seen.push(request.headers.authorization ?? '')
      response.setHeader('content-type', 'application/json').end('{"gitVersion":"v1.30.0"}')
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    const text = BY_AWS.replace(/certificate-authority-data: .*/, `certificate-authority: ${path}`)
    const url = `https://127.0.0.1:${port}`
    await scene.home.write('.kube/config', text.replace('https://127.0.0.1:1', url))
    await configure('nomfa --cluster blue --yes')
    const kubectl = await runCommand('kubectl', ['get', '--raw', '/version'], { env: scene.env })
    server.close()
    expect(kubectl).toMatchObject({ code: 0, stdout: '{"gitVersion":"v1.30.0"}' })
    const bearer = expect.stringMatching(/^Bearer k8s-aws-v1\.[\w-]+$/) as string
    expect(seen).toEqual(seen.map(() => bearer))
    expect(seen).not.toEqual([])
    expect(scene.sts.calls('AssumeRole')).toHaveLength(1)
  },
)

describe('other forms of a kubeconfig', () => {
  /** What each text has at the end as the command of a user. */
  test.each<[string, string, string, string]>([
    ['an empty file', '', 'blue', 'no context uses it yet'],
    ['no users', 'apiVersion: v1\nkind: Config\nclusters: []\n', 'blue', 'no context uses it yet'],
    ['an empty list', 'users: []\ncurrent-context: ""\n', 'blue', 'no context uses it yet'],
    ['no value', 'users:\ncurrent-context: ""\n', 'blue', 'no context uses it yet'],
    [
      'an indented list without a final line break',
      'users:\n    - name: a\n      user:\n          token: tttttttttttt',
      'blue',
      'no context uses it yet',
    ],
    [
      'a user without credentials',
      'contexts:\n- name: x\n  context: {cluster: blue, user: me}\nusers:\n- name: me\n  user: {} # none\n',
      'me',
      'wrote user me',
    ],
    [
      'a user with a token and a certificate, and an identity to act as',
      'contexts:\n- name: x\n  context: {cluster: blue, user: me}\nusers:\n- name: me\n  user:\n    token: tttttttttttt\n    as: admin\n    client-key-data: kkkkkkkkkk\n',
      'me',
      'wrote user me',
    ],
    [
      'JSON',
      '{"users":[{"name":"me","user":{"token":"tttttttttttt"}}],"contexts":[{"name":"x","context":{"cluster":"blue.eu-west-1.eksctl.io","user":"me"}}]}',
      'me',
      'wrote user me',
    ],
    [
      'line breaks of Windows',
      'contexts:\r\n- name: x\r\n  context:\r\n    cluster: blue\r\n    user: me\r\nusers:\r\n- name: me\r\n  user:\r\n    token: tttttttttttt\r\n',
      'me',
      'wrote user me',
    ],
    [
      'an alias',
      'contexts:\n- name: x\n  context: {cluster: blue, user: me}\nshared: &s {token: tttttttttttt}\nusers:\n- name: me\n  user: *s\n- name: b\n  user: *s\n',
      'me',
      'wrote user me',
    ],
    [
      'a user of two clusters, which stays',
      'contexts:\n- name: x\n  context:\n    cluster: blue\n    user: me # mine\n- name: z\n  context: {cluster: red, user: me}\nusers:\n- name: me\n  user: {token: tttttttttttt}\n',
      'blue',
      'wrote user blue; to undo',
    ],
    [
      'a context without a user',
      'contexts:\n- context:\n    cluster: blue\n  name: x\nusers: []\n',
      'blue',
      'wrote user blue; to undo',
    ],
  ])('%s', async (_, text, name, message) => {
    await scene.home.write('.kube/config', text)
    const { code, stderr } = await configure('nomfa --cluster blue --yes')
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining(message) as string,
    })
    expect(stderr).not.toMatch(/tttttttttttt|kkkkkkkkkk/)
    const after = await kubeconfig()
    expect(execOf(after, name)?.args).toEqual(['kube-token', 'nomfa', '--cluster', 'blue'])
    const comments = (each: string): string[] => each.match(/#.*/g) ?? []
    expect(comments(after)).toEqual(comments(text))
    expect(/(?<!\r)\n/.test(after)).toBe(!text.includes('\r'))
    const [user] = usersIn(after).filter((each) => each.name === name)
    const kept = text.includes('as: admin') ? { as: 'admin' } : {}
    expect(user?.user).toEqual({ ...kept, exec: expect.any(Object) as object })
    const others = (each: string): User[] =>
      (text.includes('users: [') || !text.includes('name') ? [] : usersIn(each)).filter(
        (one) => one.name !== name,
      )
    expect(others(after)).toEqual(others(text))
    if (isInstalled('kubectl') && !text.includes('shared')) {
      const file = join(scene.home.path, '.kube/config')
      execFileSync('kubectl', ['config', 'view', '--kubeconfig', file], { stdio: 'pipe' })
    }
  })

  test.each([
    ['no YAML', 'users: [\n', 'is not a kubeconfig'],
    ['a list', '- a\n', 'is not a kubeconfig: it has no map'],
    ['two documents', 'a: 1\n---\nb: 2\n', 'is not a kubeconfig'],
    [
      'two users of one name',
      'users:\n- name: blue\n  user: {}\n- name: blue\n  user: {}\n',
      'users has two entries with the name blue',
    ],
    [
      'a part that two users share',
      'users:\n- name: a\n  user:\n    exec: &e\n      command: aws\n- name: blue\n  user:\n    exec: *e\n- name: c\n  user: &u\n    token: t\n- name: blue2\n  user: *u\ncontexts:\n- name: x\n  context: {cluster: blue, user: a}\n',
      'cannot edit safely',
    ],
    [
      'two users of the cluster',
      'contexts:\n- name: x\n  context: {cluster: blue, user: a}\n- name: y\n  context: {cluster: "arn:aws:eks:us-east-1:1:cluster/blue", user: b}\n',
      'rolecall configure kube nomfa --cluster blue --read-only --yes --context x\n',
    ],
  ])('%s is refused', async (_, text, message) => {
    await scene.home.write('.kube/config', text)
    const { code, stdout, stderr } = await configure('nomfa --cluster blue --read-only --yes')
    expect(code).not.toBe(0)
    expect(stdout).toBe('')
    expect(stderr).toContain(message)
    expect(await kubeconfig()).toBe(text)
  })
})

test('KUBECONFIG with several files: each entry is edited in the file that decides', async () => {
  const context = (name: string, user: string): string =>
    `contexts:\n- name: ${name}\n  context:\n    cluster: ${name}\n    user: ${user}\n`
  const one = await scene.home.write('k/one', context('blue', 'me'))
  const two = await scene.home.write('k/two', 'users:\n- name: me\n  user: {}\n')
  const three = await scene.home.write('k/three', `${context('red', 'you')}`)
  await symlink(two, join(scene.home.path, 'k/link'))
  await chmod(two, 0o640)
  const env = {
    KUBECONFIG: `${scene.home.path}/k/none::${one}:${scene.home.path}/k/link:${three}`,
  }
  expect(await configure('nomfa --cluster blue --yes', env)).toMatchObject({ code: 0 })
  expect(execOf(await kubeconfig('k/two'), 'me')?.args).toContain('nomfa')
  expect((await lstat(join(scene.home.path, 'k/link'))).isSymbolicLink()).toBe(true)
  expect((await lstat(two)).mode & 0o777).toBe(0o640)
  expect(await configure('on --cluster red --context red --yes', env)).toMatchObject({ code: 0 })
  expect(execOf(await kubeconfig('k/three'), 'you')?.args).toEqual([
    'kube-token',
    'on',
    '--cluster',
    'red',
  ])
  expect(await kubeconfig('k/three')).toContain('- "on"\n')
  expect(await configure('nomfa --cluster green --yes', env)).toMatchObject({ code: 0 })
  expect(execOf(await kubeconfig('k/one'), 'green')?.args).toContain('green')
  const wrong = await configure('nomfa --cluster blue --context nix --yes', env)
  expect(wrong).toMatchObject({ code: 2, stdout: '' })
  expect(wrong.stderr).toContain('it has blue, red')
})

test.each([
  [['configure', 'kube', 'nomfa', '--yes'], 'no cluster was given'],
  [['configure', 'nomfa', '--cluster', 'blue'], 'rolecall configure kube nomfa --cluster blue'],
  [['configure', 'kube', 'nomfa', '--cluster', 'a b'], 'not the name of a cluster'],
  [
    ['configure', 'kube', 'nomfa', '--cluster', 'b', '--region', 'x'],
    'cannot be combined with the keys of a profile',
  ],
  [['configure', 'kube', 'none', '--cluster', 'blue'], 'none'],
  [['configure', 'kube', 'nomfa', '--profile', 'on', '--cluster', 'b'], 'two profiles were given'],
  [['configure', 'dev', 'nomfa', '--region', 'eu-west-1'], 'two profiles were given'],
])('%j is an error, and writes nothing', async (args, message) => {
  const { code, stdout, stderr } = await scene.rolecall(args)
  expect(code).not.toBe(0)
  expect(stdout).toBe('')
  expect(stderr).toContain(message)
  expect(await readdir(scene.home.path)).not.toContain('.kube')
})

test('an odd name is shown, and limits are written into the entry', async () => {
  await scene.home.write('.kube/config', BY_AWS)
  const odd = 'a$(touch x);b c'
  await scene.configure(`[profile "${odd}"]\nrole_arn = ${NOMFA}\nsource_profile = keys\n`)
  const limits = ['--only', 's3:Get*,s3:List*', '--on', 'arn:aws:s3:::logs/*']
  const words = ['configure', 'kube', odd, '--cluster', 'blue', ...limits, '--yes']
  const { code, stderr } = await scene.rolecall(words)
  expect(code, stderr).toBe(0)
  expect(stderr).toContain(odd)
  expect(stderr).toContain('--only=s3:Get*,s3:List*')
  expect(stderr).not.toMatch(/^\+.*\*{4}/m)
  const { args = [] } = execOf(await kubeconfig(), ARN) ?? {}
  expect(args).toEqual([
    ...['kube-token', odd, '--cluster', 'blue'],
    ...['--only=s3:Get*,s3:List*', '--on=arn:aws:s3:::logs/*'],
  ])
  const token = await scene.rolecall(args)
  expect(token.code, token.stderr).toBe(0)
  const policy = scene.sts.calls('AssumeRole').at(-1)?.params['Policy']
  expect(policy).toContain('arn:aws:s3:::logs/*')
})

test.each([
  [
    'a typo',
    ['kube', 'nomfa', '--cluster', 'blue', '--only', 'dynamdb:Get*'],
    'did you mean dynamodb',
  ],
  ['a profile', ['nomfa', '--read-only'], 'configure kube nomfa --cluster CLUSTER --read-only; to'],
])('limits with %s are refused, and nothing is written', async (_, words, hint) => {
  await scene.home.write('.kube/config', BY_AWS)
  const { code, stdout, stderr } = await scene.rolecall(['configure', ...words, '--yes'])
  expect({ code: Number(code) > 0, stdout }).toEqual({ code: true, stdout: '' })
  expect(stderr).toContain(hint)
  expect(await kubeconfig()).toBe(BY_AWS)
})

test('contexts and clusters are completed, from all files', async () => {
  await scene.home.write('.kube/config', BY_AWS)
  const eksctl = `contexts:
    - name: "ann@red.eu-west-1.eksctl.io"
      context:
        extensions:
        - name: no-context
    - context: {}
      name: 'two words' # mine
clusters:
    - cluster: {}
      name: red.eu-west-1.eksctl.io
users:
    - name: x
      user:
        exec:
          args:
          - -i
          - green
`
  await scene.home.write('other', eksctl)
  const files = ['.kube/config', 'missing', 'other'].map((name) => join(scene.home.path, name))
  const env = { KUBECONFIG: files.join(':') }
  expect(await scene.rolecall(['__complete', 'kube-context'], { env })).toMatchObject({
    ...{ code: 0, stderr: '' },
    stdout: 'blue\nother\nann@red.eu-west-1.eksctl.io\ntwo words\n',
  })
  expect(await scene.rolecall(['__complete', 'kube-cluster', ''], { env })).toMatchObject({
    ...{ code: 0, stderr: '' },
    stdout: 'blue\nred\ngreen\n',
  })
})
