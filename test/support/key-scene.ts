import { startScene, type Scene } from './scene.js'
import { startIam, type IamServer } from './sts-server/iam.js'

/** A user's machine with an STS and an IAM that know the same keys. */
export interface KeyScene extends Scene {
  iam: IamServer
  /** Text of ~/.aws/config and ~/.aws/credentials. */
  awsFile(name: 'config' | 'credentials'): Promise<string>
}

/** Starts a scene whose credentials file is empty: the key of alice is nowhere. */
export async function startKeyScene(config = '', credentials = ''): Promise<KeyScene> {
  const scene = await startScene()
  const iam = await startIam(scene.sts)
  await scene.home.write('.aws/config', config)
  await scene.home.write('.aws/credentials', credentials)
  const env = { ...scene.env, AWS_ENDPOINT_URL_IAM: iam.url }
  return Object.assign(scene, {
    iam,
    env: Object.assign(scene.env, env),
    async awsFile(name: 'config' | 'credentials') {
      const { readFile } = await import('node:fs/promises')
      return readFile(`${scene.home.path}/.aws/${name}`, 'utf8')
    },
    async [Symbol.asyncDispose]() {
      await iam[Symbol.asyncDispose]()
      await scene.sts.close()
      await scene.home.remove()
    },
  })
}
