import { expect, test } from 'vitest'
import { startScene, type Scene } from '../support/scene.js'
import { runCommand } from '../support/run.js'
import { fileAt } from './markdown.js'

/*
 * The outputs on docs/profiles.md are those of the program. A block of `ini` is the config file
 * from there on. A block of `console` has commands, each with its output below it. `vitest -u`
 * writes the outputs.
 */

const PAGE = 'docs/profiles.md'
const BLOCK = /```(ini|console)\n([^]*?)```/g

/** Replaces alice's access key ID, which is new in each run. */
const EXAMPLE_KEY = 'AKIAIOSFODNN7EXAMPLE'

test('the examples print what the page shows', async () => {
  await using scene = await startScene()
  const { text } = fileAt(PAGE)
  let page = ''
  let end = 0
  for (const block of text.matchAll(BLOCK)) {
    const [whole, language, body = ''] = block
    page += text.slice(end, block.index)
    end = block.index + whole.length
    if (language === 'ini') await scene.configure(body)
    page += language === 'ini' ? whole : `\`\`\`console\n${await session(body, scene)}\`\`\``
  }
  page += text.slice(end)
  await expect(page).toMatchFileSnapshot(`../../${PAGE}`)
})

/** The commands of a block, each followed by what it prints now. */
async function session(block: string, scene: Scene): Promise<string> {
  const shown: string[] = []
  for (const [line, command = ''] of block.matchAll(/^\$ (.*)$/gm)) {
    // As for a reader, whose STS is AWS's own: `explain` calls nothing.
    const env = { ...scene.env, AWS_ENDPOINT_URL_STS: '' }
    const result = await runCommand('bash', ['-c', `${command} 2>&1`], { env })
    const output = result.stdout
      .replaceAll(scene.key.accessKeyId, EXAMPLE_KEY)
      .replaceAll(scene.home.path, '~')
    shown.push(`${line}\n${output}`)
  }
  return shown.join('\n')
}
