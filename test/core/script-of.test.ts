import { expect, test } from 'vitest'
import { agentOfProgram } from '../../src/core/agents/known-agents.js'
import { scriptOf } from '../../src/core/script-of.js'

test.each([
  ['/bin/sh /opt/claude -p hi', '/opt/claude'],
  ['bash -e deploy.sh', 'deploy.sh'],
  ['bash -eu -o pipefail deploy.sh prod', 'deploy.sh'],
  ['/usr/bin/fish run.fish', 'run.fish'],
  ['bash -lc claude', undefined],
  ['sh -c claude', undefined],
  ['-bash', undefined],
  ['/bin/bash --init-file /opt/code/shellIntegration-bash.sh', undefined],
  ['bash --rcfile rc -i', undefined],
  ['bash -s -- prod', undefined],
  ['uv run tool.py', 'tool.py'],
  ['python3 /usr/bin/aws s3 ls', '/usr/bin/aws'],
  ['python3.11 -E -W error tool.py', 'tool.py'],
  ['python3 -m pytest', 'pytest'],
  ['python3 -c code x', undefined],
  ['node -r ts-node/register app.js', 'app.js'],
  ['node --inspect app.js', 'app.js'],
  ['node -e code', undefined],
  ['perl -ne code', undefined],
  ['terraform apply', undefined],
])('the script of %s', (line, script) => {
  expect(scriptOf(line.split(' '))).toBe(script)
})

test.each([
  ['/bin/sh /home/ann/bin/claude', 'claude-code'],
  ['bash -e /opt/codex.sh exec', 'codex'],
  ['node /usr/lib/node_modules/@google/gemini-cli/dist/index.js', 'gemini-cli'],
  ['python -m awslabs.aws_api_mcp_server.server', 'aws-mcp'],
  ['claude --version', 'claude-code'],
  ['sh -c claude', undefined],
  ['bash notes/about-claude', undefined],
  ['vim claude', undefined],
])('the agent of %s', (line, agent) => {
  expect(agentOfProgram(line.split(' '))).toBe(agent)
})
