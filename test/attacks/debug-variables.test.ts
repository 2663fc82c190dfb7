import { afterAll, beforeAll, expect, test } from 'vitest'
import { secretsIn } from '../support/canaries.js'
import { startProxy, type Proxy } from '../support/proxy.js'
import { startScene, type Scene } from '../support/scene.js'

/*
 * The attacker reads the log of a job in which someone has switched on the debug log of Node or
 * of its packages.
 */

let scene: Scene
let proxy: Proxy
beforeAll(async () => {
  scene = await startScene(`[profile nomfa]
role_arn = arn:aws:iam::222222222222:role/nomfa
source_profile = keys
`)
  const { accessKeyId, secretAccessKey } = scene.key
  const pair = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
  await scene.home.write('.aws/credentials', `[keys]\n${pair}`)
  proxy = await startProxy({ host: '127.0.0.1', port: Number(new URL(scene.sts.url).port) })
})
afterAll(async () => {
  await proxy[Symbol.asyncDispose]()
  await scene[Symbol.asyncDispose]()
})

const PASSWORD = 'canary-of-the-proxy'

test.each(['DEBUG', 'NODE_DEBUG'])('%s=* prints no secret', async (variable) => {
  const withPassword = proxy.url.replace('//', `//ann:${PASSWORD}@`)
  const env = {
    AWS_ENDPOINT_URL_STS: 'http://sts.example.test',
    HTTP_PROXY: withPassword,
    [variable]: '*',
  }
  const login = ['login', 'nomfa', '--refresh']
  const before = proxy.requests.length
  const miss = await scene.rolecall(login, { env })
  expect([miss.code, proxy.requests.length > before]).toEqual([0, true])
  const hit = await scene.rolecall(['process', 'nomfa'], { env })
  expect(hit).toMatchObject({ code: 0, stdout: expect.stringContaining('SessionToken') as string })
  const secrets = [...scene.sts.secrets(), PASSWORD]
  expect(secretsIn(miss.stdout + miss.stderr + hit.stderr, secrets)).toEqual([])
})
