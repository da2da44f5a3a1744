/** Tests the properties of a subject: by side and scope, and selected by name, bug or claim. */
import { describe, expect, it } from 'vitest';
import { low, one, settles, suite, zero } from '../../tests/support/small-suite.ts';
import { UsageError } from '../values/errors.ts';
import {
  propertiesOf,
  propertyOf,
  refinement,
  selectProperties,
  selectPropertiesOrThrow,
} from './properties.ts';

const model = { side: 'model' } as const;
const lockstep = { side: 'lockstep' } as const;

describe('the properties of a subject', () => {
  it('are those of the suite, of the scope, and refinement in lockstep', () => {
    expect(propertiesOf(suite, model)).toEqual([low, one, settles]);
    expect(propertiesOf(suite, model, 'pair')).toEqual([low, one, settles, zero]);
    expect(propertiesOf(suite, lockstep, 'default')).toEqual([low, one, settles, refinement]);
  });

  it('have names in any case, with hyphens for spaces', () => {
    expect(propertyOf(suite, 'at-most-one')).toBe(low);
    expect(propertyOf(suite, 'AT MOST ONE')).toBe(low);
    expect(propertyOf(suite, 'refinement')).toBe(refinement);
    expect(() => propertyOf(suite, 'none')).toThrow("protocol 'ticks' has no property 'none'");
  });
});

describe('the selection', () => {
  it('is everything without a name', () => {
    expect(selectProperties(suite, model)).toEqual([low, one, settles]);
    expect(selectPropertiesOrThrow(suite, model, 'pair')).toEqual([low, one, settles, zero]);
  });

  it('is the property that the bug or claim breaks, or refinement in lockstep', () => {
    expect(selectProperties(suite, { ...model, bug: 'B1' })).toEqual([low]);
    expect(selectProperties(suite, { ...lockstep, bug: 'B1' })).toEqual([refinement]);
    expect(selectProperties(suite, { ...model, refuted: 'Z' })).toEqual([zero]);
  });

  it('is the named property, or empty if the subject does not have it', () => {
    expect(selectProperties(suite, { ...model, bug: 'B1' }, 'pair', 'one')).toEqual([one]);
    expect(selectProperties(suite, model, 'default', 'zero')).toEqual([]);
    expect(selectProperties(suite, model, 'pair', 'zero')).toEqual([zero]);
    expect(selectProperties(suite, model, 'pair', 'refinement')).toEqual([]);
  });

  it('is refused instead of empty', () => {
    const select = (name: string) => () => selectPropertiesOrThrow(suite, model, 'default', name);
    expect(select('one')()).toEqual([one]);
    expect(select('zero')).toThrow(UsageError);
    expect(select('zero')).toThrow("'Zero' is a property of scope pair only");
    expect(select('refinement')).toThrow("'Refinement' is a property of subject 'lockstep' only");
  });
});
