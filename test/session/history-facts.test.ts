import { expect, test } from 'vitest'
import { factsOfPlan } from '../../src/session/history-facts.js'

const plan = { profile: 'dev', region: 'eu-west-1' }

test('the events of a call are in the region of its endpoint', () => {
  expect(factsOfPlan(plan, { region: 'eu-west-1' })).toEqual({
    profile: 'dev',
    region: 'eu-west-1',
    profileRegion: undefined,
  })
})

test('the events of the global endpoint are in us-east-1, whichever region signs', () => {
  const target = { region: 'eu-west-1', endpoint: 'https://sts.amazonaws.com' }
  expect(factsOfPlan(plan, target)).toEqual({
    profile: 'dev',
    region: 'us-east-1',
    profileRegion: 'eu-west-1',
  })
})
