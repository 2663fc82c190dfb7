import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { secretsIn } from '../support/canaries.js'
import { hasPythonModule, isInstalled } from '../support/commands.js'
import { runCommand } from '../support/run.js'
import { startRoleScene } from '../support/role-scene.js'
import type { Scene } from '../support/scene.js'

let scene: Scene
/** The credentials that the profile has now, as SDK variables. */
let variables: Record<string, string>

beforeAll(async () => {
  scene = await startRoleScene()
  const { stdout } = await scene.rolecall(['env', 'nomfa', '--format', 'json'])
  variables = JSON.parse(stdout) as Record<string, string>
})
afterAll(() => scene[Symbol.asyncDispose]())

interface ExecCredential {
  kind: string
  apiVersion: string
  spec: object
  status: { token: string; expirationTimestamp: string }
}

async function token(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ document: ExecCredential; url: URL; stderr: string }> {
  const { code, stdout, stderr } = await scene.rolecall(['kube-token', ...args], { env })
  expect(code, stderr).toBe(0)
  const document = JSON.parse(stdout) as ExecCredential
  return { document, url: urlIn(document), stderr }
}

function urlIn({ status: { token } }: ExecCredential): URL {
  const [, prefix = '', encoded = ''] = /^(k8s-aws-v1\.)([\w-]+)$/.exec(token) ?? []
  expect(prefix).toBe('k8s-aws-v1.')
  return new URL(Buffer.from(encoded, 'base64url').toString())
}

/** Parameters that are different each time. */
const CHANGING = ['X-Amz-Date', 'X-Amz-Credential', 'X-Amz-Signature']

function constantParts(url: URL): object {
  const query = [...url.searchParams].filter(([name]) => !CHANGING.includes(name)).sort()
  return { host: url.host, path: url.pathname, query }
}

/** Signs the same URL again with botocore, at the time that the URL has. */
const BOTOCORE = `
import sys, json, datetime, botocore.auth as auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from urllib.parse import urlsplit, parse_qsl
url, cluster, key, secret, session = sys.argv[1:]
parts = urlsplit(url); query = dict(parse_qsl(parts.query))
time = datetime.datetime.strptime(query['X-Amz-Date'], '%Y%m%dT%H%M%SZ')
auth.get_current_datetime = lambda **_: time
request = AWSRequest('GET', f'{parts.scheme}://{parts.netloc}{parts.path}?Action=GetCallerIdentity&Version=2011-06-15', {'x-k8s-aws-id': cluster})
auth.SigV4QueryAuth(Credentials(key, secret, session), 'sts', query['X-Amz-Credential'].split('/')[2], expires=60).add_auth(request)
print(dict(parse_qsl(urlsplit(request.url).query))['X-Amz-Signature'])
`

describe('kube-token', () => {
  test.skipIf(!isInstalled('aws'))(
    'is what the AWS CLI prints, but for signature and time',
    async () => {
      const { document, url } = await token(['nomfa', '--cluster', 'blue'])
      const cli = await runCommand(
        'aws',
        ['eks', 'get-token', '--cluster-name', 'blue', '--output', 'json'],
        {
          env: { ...scene.env, ...variables },
        },
      )
      const theirs = JSON.parse(cli.stdout) as ExecCredential
      const { kind, apiVersion, spec } = theirs
      expect(document).toMatchObject({ kind, apiVersion, spec })
      expect(constantParts(url)).toEqual(constantParts(urlIn(theirs)))
      const names = [url, urlIn(theirs)].map(({ searchParams }) => [...searchParams.keys()].join())
      expect(names[0]).toBe(names[1])
      const ends = [document, theirs].map(({ status }) => Date.parse(status.expirationTimestamp))
      expect(Math.abs((ends[0] ?? 0) - (ends[1] ?? Infinity))).toBeLessThan(60_000)
    },
  )

  test.skipIf(!hasPythonModule('botocore'))('has the signature that botocore makes', async () => {
    const { url } = await token(['nomfa', '--cluster', 'blue'])
    const keys = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']
    const words = ['-c', BOTOCORE, url.href, 'blue', ...keys.map((name) => variables[name] ?? '')]
    const botocore = await runCommand('python3', words)
    expect(botocore.stderr).toBe('')
    expect(url.searchParams.get('X-Amz-Signature')).toBe(botocore.stdout.trim())
    expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('host;x-k8s-aws-id')
  })

  test.each([
    ['{"apiVersion":"client.authentication.k8s.io/v1"}', 'client.authentication.k8s.io/v1', ''],
    [
      '{"apiVersion":"client.authentication.k8s.io/v1alpha1"}',
      'client.authentication.k8s.io/v1alpha1',
      '',
    ],
    [
      '{"apiVersion":"client.authentication.k8s.io/v9"}',
      'client.authentication.k8s.io/v1beta1',
      'an unknown version',
    ],
    ['no JSON', 'client.authentication.k8s.io/v1beta1', 'an unknown version'],
    ['', 'client.authentication.k8s.io/v1beta1', ''],
  ])('KUBERNETES_EXEC_INFO=%s gets %s', async (info, version, note) => {
    const { document, stderr } = await token(['nomfa', '--cluster', 'blue'], {
      KUBERNETES_EXEC_INFO: info,
    })
    expect(document.apiVersion).toBe(version)
    expect(stderr.includes(note) && (note !== '' || stderr === '')).toBe(true)
  })

  test('ends with the session if that ends first', async () => {
    scene.sts.sessionSeconds = 600
    const { document } = await token(['nomfa', '--cluster', 'blue', '--refresh'])
    scene.sts.sessionSeconds = undefined
    const session = scene.sts.sessions.at(-1)
    expect(Math.floor((session?.expiration ?? 0) / 1000)).toBe(
      Date.parse(document.status.expirationTimestamp) / 1000,
    )
  })

  test.each([
    [['nomfa'], 'no cluster was given'],
    [['nomfa', '--cluster', ''], 'this is not the name of a cluster'],
    [['nomfa', '--cluster', 'a b'], 'this is not the name of a cluster'],
    [['nomfa', '--cluster', 'x'.repeat(101)], 'this is not the name of a cluster'],
  ])('%j is refused before AWS is asked', async (args, message) => {
    const before = scene.sts.requests.length
    const result = await scene.rolecall(['kube-token', ...args])
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(result.stderr).toContain(message)
    expect(scene.sts.requests).toHaveLength(before)
  })

  test('contains no secret key', async () => {
    const { url } = await token(['nomfa', '--cluster', 'blue'])
    const secret = variables['AWS_SECRET_ACCESS_KEY'] ?? 'none'
    expect(secretsIn(url.href, [secret])).toEqual([])
  })
})
