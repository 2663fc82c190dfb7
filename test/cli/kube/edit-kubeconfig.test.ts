import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { editKubeconfig } from '../../../src/cli/kube/edit-kubeconfig.js'
import { maskedKubeconfig } from '../../../src/cli/kube/masked-kubeconfig.js'

const COMMAND = ['/r', 'kube-token', 'dev', '--cluster', 'blue']
const EXEC = {
  apiVersion: 'client.authentication.k8s.io/v1',
  command: '/r',
  args: COMMAND.slice(1),
  interactiveMode: 'IfAvailable',
}

interface Config {
  users: { name: string; user?: object | null }[]
  contexts?: { name: string; context: { user?: string } | null }[]
}

/** An entry that `kubectl`, an editor or a person has written. */
const item = (lines: string): string => `users:\n- name: me\n  user:${lines}\n`

test.each<[string, string, object?]>([
  [
    'null values',
    item('\n    exec:\n      command: aws\n      args: null\n      env: null'),
    { env: null },
  ],
  ['no command at all', item('\n    exec: null\n    token: sssss')],
  ['an empty command', item('\n    exec: {}')],
  ['no value, and another user', `${item(' null')}- name: b\n  user: {}\n`],
  ['no user', 'users:\n- name: me\n- name: b\n'],
  ['the name last', 'users:\n- user:\n    token: sssss\n    username: x\n  name: me\n'],
  [
    'block scalars, blank lines and comments',
    '---\n# head\nusers:\n  - name: me # x\n    user:\n      client-certificate-data: |\n        sssss\n        sssss\n      client-key-data: >-\n        sssss\n\n# tail\ncontexts: []\n',
  ],
  [
    'quoted keys and a flow map',
    '"users":\n- "name": "me"\n  "user": {"exec": {"command": "aws", "args": ["a"]}}\n',
  ],
  ['a flow list', item('\n    exec:\n      command: aws\n      args: [eks, get-token]  # c')],
  [
    'the profile alone in env',
    item(
      '\n    exec:\n      command: aws\n      env:\n      - name: AWS_PROFILE\n        value: x\n      args: []',
    ),
  ],
  ['no line break at the end', item('\n    token: sssss').trimEnd()],
  [
    'four blanks',
    'users:\n-   name: me\n    user:\n        exec:\n            command: aws\n            args:\n                - eks\n',
  ],
  ['a byte order mark', `\uFEFF${item(' {}')}`],
  [
    'line breaks of Windows',
    item('\n    exec:\n      command: aws\n      args:\n      - a').replaceAll('\n', '\r\n'),
  ],
  [
    'another way to sign in',
    `${item('\n    auth-provider:\n      config:\n        id-token: sssss\n      name: oidc')}- name: z\n  user:\n    token: sssss\n`,
  ],
])('%s', (_, text, kept = {}) => {
  const user = { name: 'me', command: COMMAND }
  const edited = editKubeconfig(text, user, '/k')
  const [before, after] = [text, edited].map((each) => parse(each) as Config)
  const own = after?.users.find(({ name }) => name === 'me')
  expect(own?.user).toEqual({ exec: { ...EXEC, ...kept } })
  const others = (config?: Config): object => ({
    ...config,
    users: config?.users.filter(({ name }) => name !== 'me'),
  })
  expect(others(after)).toEqual(others(before))
  expect(edited.match(/#.*/g)).toEqual(text.match(/#.*/g))
  expect(edited.includes('\r')).toBe(text.includes('\r'))
  expect(editKubeconfig(edited, user, '/k')).toBe(edited)
  expect(masked(text) + masked(edited)).not.toContain('sssss')
})

test('a context without a value gets the user', () => {
  const text = 'users:\ncontexts:\n- name: x\n  context:\n'
  const edited = editKubeconfig(text, { name: 'me', command: COMMAND, context: 'x' }, '/k')
  expect((parse(edited) as Config).contexts).toEqual([{ name: 'x', context: { user: 'me' } }])
})

test.each([
  [
    'a secret in an argument',
    item('\n    exec:\n      command: aws\n      args: [--token, sssss]'),
  ],
  [
    'a secret behind a sign',
    item('\n    exec:\n      command: aws\n      args: ["--password=sssss"]'),
  ],
  [
    'a variable',
    item(
      '\n    exec:\n      command: aws\n      env:\n      - name: HTTPS_PROXY\n        value: http://me:sssss@proxy',
    ),
  ],
  [
    'a server with a password',
    'clusters:\n- name: x\n  cluster: {server: "https://me:sssss@host"}\n',
  ],
  ['a comment', 'users: []\n# token: sssss\n'],
  ['a comment behind a value', 'current-context: x # token=sssss\n'],
  ['an unknown key', 'extensions:\n- name: x\n  extension: {note: sssss}\n'],
])('%s is masked', (_, text) => {
  expect(masked(text)).toContain('****')
  expect(masked(text)).not.toContain('sssss')
})

const masked = (text: string): string => maskedKubeconfig(text, new Set(['a$(x);b c']))

test('odd names are no secrets, wherever names stand', () => {
  const text = `current-context: "ann@corp; $(x)"
users:
- name: ann@corp & sons
  user:
    as: ann@corp
    exec:
      command: rolecall
      args: [kube-token, "a$(x);b c", --token, sssss, "other$(x)"]
      env:
      - name: AWS_PROFILE
        value: "a$(x);b c"
      - name: TOKEN
        value: "a$(x);b c"
`
  expect(maskedKubeconfig(text, new Set(['a$(x);b c']))).toBe(
    text
      .replace('sssss', '****')
      .replace('"other$(x)"', '****')
      .replace(/(TOKEN\n +value: ).*/, '$1****'),
  )
})
