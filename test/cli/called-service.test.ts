import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeCertificate } from '../support/certificate.js'
import { startKeyScene, type KeyScene } from '../support/key-scene.js'
import type { Fault } from '../support/sts-server/faults.js'
import { startWebServer } from '../support/web-server.js'

/*
 * A network error names the service that was called. faults.test.ts does the same for STS.
 */

let scene: KeyScene
beforeAll(async () => {
  scene = await startKeyScene()
  const stdin = `${scene.key.accessKeyId}\n${scene.key.secretAccessKey}\n`
  await scene.rolecall(['add', 'base', '--stdin'], { stdin })
})
afterAll(() => scene[Symbol.asyncDispose]())

/** The line that the error is, and its hint. */
const errorOf = (stderr: string): string[] => stderr.split('\n').slice(-3, -1)

describe('IAM', () => {
  test.each<[Fault, string, string]>([
    [
      'reset',
      'IAM could not be reached: read ECONNRESET',
      ', and AWS_ENDPOINT_URL_IAM if it is set',
    ],
    ['html', 'the response is incomplete or did not come from IAM (HTTP 502)', ''],
    ['internal-error', 'IAM returned an internal error: ', 'try again in a moment'],
  ])('%s', async (fault, message, hint) => {
    scene.iam.fault('ListAccessKeys', fault, { times: 2 })
    const { stderr, code } = await scene.rolecall(['keys', '--online'], { timeoutMs: 25_000 })
    const [error, advice] = errorOf(stderr)
    expect({ code, error, advice }).toEqual({
      code: 1,
      error: expect.stringContaining(`rolecall: ${message}`) as string,
      advice: expect.stringContaining(hint) as string,
    })
    expect(stderr).not.toMatch(/STS|--region/)
  })

  test.each([
    ['keys', ['keys', '--online']],
    ['remove', ['remove', 'base', '--delete', '--yes']],
  ])('%s, if nothing listens there', async (_name, words) => {
    const env = { AWS_ENDPOINT_URL_IAM: 'http://127.0.0.1:9' }
    const { stderr, code } = await scene.rolecall(words, { env })
    expect(code).toBe(1)
    expect(errorOf(stderr)).toEqual([
      'rolecall: IAM could not be reached: connect ECONNREFUSED 127.0.0.1:9',
      'hint: check the network, HTTPS_PROXY and NO_PROXY, and AWS_ENDPOINT_URL_IAM if it is set',
    ])
  })

  test('a certificate that is not trusted', async () => {
    const tls = makeCertificate(scene.home.path, 'localhost')
    await using server = await startWebServer((_request, response) => response.end(), tls)
    const { port } = server
    const env = { AWS_ENDPOINT_URL_IAM: `https://localhost:${port}` }
    const { stderr, code } = await scene.rolecall(['keys', '--online'], { env })
    expect(code).toBe(1)
    expect(stderr).toContain('rolecall: the TLS certificate of the IAM endpoint is not trusted (')
  })
})
