import { expired, retained } from '../../framework/properties';
import type { Evidence } from '../../framework/properties/property';
import { epochMs } from '../../framework/kernel';
import { story } from './story';

const dayMs = 24 * 3_600_000;

/** Looks, each by its day and what was there. */
function evidence(looks: Record<number, string[]>, submitted = ['a', 'b']): Evidence {
  return {
    ...story().evidence(submitted, []),
    looks: Object.entries(looks).map(([day, ids]) => ({
      name: `day ${day}`,
      atMs: epochMs + Number(day) * dayMs,
      submitted,
      outcomes: ids.map((id) => ({ id })),
    })),
  };
}

describe('retained', () => {
  test('holds when all was there at the look', () => {
    expect(retained({ at: 'day 29' }).judge(evidence({ 29: ['b', 'a'] }))).toEqual({
      holds: true,
      proven: "2 of 2 orders there at 'day 29' (29 d 00:00:00.000)",
    });
  });

  test('fails when one was gone', () => {
    expect(retained({ at: 'day 29' }).judge(evidence({ 29: ['b'] }))).toMatchInlineSnapshot(`
     {
       "fix": {
         "text": "look at the time to live, the lifecycle rules and what deletes, or keep it for longer",
       },
       "holds": false,
       "lines": [
         {
           "label": "gone",
           "text": "a",
         },
       ],
       "what": "1 of 2 orders has no outcome at 'day 29' (29 d 00:00:00.000)",
     }
    `);
  });

  test('what is meant to fail need not be there', () => {
    expect(retained({ at: 'day 29', except: ['a'] }).judge(evidence({ 29: ['b'] }))).toEqual({
      holds: true,
      proven: "1 of 1 order there at 'day 29' (29 d 00:00:00.000)",
    });
  });

  test('proves nothing without the look, or without orders before it', () => {
    expect(retained({ at: 'day 30' }).judge(evidence({ 29: ['a', 'b'] }))).toMatchInlineSnapshot(`
     {
       "fix": {
         "text": "after submitting, take the look in the storm: await outcomes('day 30')",
       },
       "holds": false,
       "lines": [
         {
           "label": "looks",
           "text": "'day 29'",
         },
       ],
       "what": "the storm took no look 'day 30', so it proves nothing",
     }
    `);
    expect(retained({ at: 'day 29' }).judge(evidence({ 29: [] }, []))).toMatchObject({
      holds: false,
      what: "no order was submitted before the look 'day 29', so it proves nothing",
    });
  });
});

describe('expired', () => {
  const property = expired({ after: 'day 29', by: 'day 33' });

  test('holds when all was there at the first look and nothing at the second', () => {
    expect(property.judge(evidence({ 29: ['a', 'b'], 33: [] }))).toEqual({
      holds: true,
      proven: "2 of 2 orders there at 'day 29' (29 d 00:00:00.000), none at 'day 33' (33 d 00:00:00.000)",
    });
  });

  test('fails when one is still there', () => {
    expect(property.judge(evidence({ 29: ['a', 'b'], 33: ['b'] }))).toMatchInlineSnapshot(`
     {
       "fix": {
         "text": "set a retention (time to live, lifecycle rule): nothing removed it",
       },
       "holds": false,
       "lines": [
         {
           "label": "left",
           "text": "b",
         },
       ],
       "what": "1 of 2 orders has an outcome still at 'day 33' (33 d 00:00:00.000)",
     }
    `);
  });

  test('fails when one was gone too early, because then its going proves nothing', () => {
    expect(property.judge(evidence({ 29: ['a'], 33: [] }))).toMatchObject({
      holds: false,
      what: "1 of 2 orders has no outcome at 'day 29' (29 d 00:00:00.000)",
    });
  });

  test('proves nothing without one of its looks', () => {
    expect(property.judge(evidence({ 29: ['a', 'b'] }))).toMatchObject({
      what: "the storm took no look 'day 33', so it proves nothing",
    });
  });
});
