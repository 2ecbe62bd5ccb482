import { REMEMBER_FOR, REMEMBERED } from '../../../../nodes/Akkio/shared/limits';
import { Memory } from '../../../../nodes/Akkio/shared/memory';

let now: number;
let memory: Memory<string>;

beforeEach(() => {
	now = 1000;
	memory = new Memory({ now: () => now });
});

test('what was set is there, under its own name', () => {
	memory.set('a', 'A');
	memory.set('b', 'B');
	expect(['a', 'b', 'c'].map((name) => memory.get(name))).toEqual(['A', 'B', undefined]);
});

test('what is set again has the new value', () => {
	memory.set('a', 'A');
	memory.set('a', 'other');
	expect(memory.get('a')).toBe('other');
});

test('what is deleted is gone, and nothing else is', () => {
	memory.set('a', 'A');
	memory.set('b', 'B');
	memory.delete('a');
	memory.delete('never there');
	expect([memory.get('a'), memory.get('b')]).toEqual([undefined, 'B']);
});

test('a value is kept until its time is over, and not a moment longer', () => {
	memory.set('a', 'A');
	now += REMEMBER_FOR - 1;
	expect(memory.get('a')).toBe('A');
	now += 1;
	expect(memory.get('a')).toBeUndefined();
});

test('its time begins anew when it is set, not when it is read', () => {
	memory.set('a', 'A');
	memory.set('b', 'B');
	now += REMEMBER_FOR - 1;
	memory.get('a');
	memory.set('b', 'B');
	now += 1;
	expect([memory.get('a'), memory.get('b')]).toEqual([undefined, 'B']);
});

test('of one too many, the one that was set longest ago is forgotten', () => {
	const name = (index: number) => `name ${index}`;
	for (let index = 0; index < REMEMBERED; index++) memory.set(name(index), 'value');
	memory.set(name(0), 'set again');
	expect(memory.get(name(1))).toBe('value');
	memory.set('one too many', 'value');
	expect([0, 1, 2].map((index) => memory.get(name(index)))).toEqual([
		'set again',
		undefined,
		'value',
	]);
	expect(memory.get('one too many')).toBe('value');
});

test('what nobody asks for any more is not kept for long either', () => {
	const deleted = jest.spyOn(Map.prototype, 'delete');
	memory.set('a', 'A');
	now += REMEMBER_FOR;
	deleted.mockClear();
	memory.set('b', 'B');
	const names = deleted.mock.calls.map(([name]) => name as string);
	deleted.mockRestore();
	expect(names).toEqual(['b', 'a']);
});
