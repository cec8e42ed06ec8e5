import { expect, test } from "vitest"
import { parseYaml } from "../../src/readers/yaml.js"

const scalar = (text: string): unknown => (parseYaml(`name: ${text}\nz: 1\n`) as { name: unknown }).name

/** Plain words that YAML 1.2 takes for numbers and PyYAML, which wrote them, for text. */
const texts = [
  "089",
  "0o17",
  "1e5",
  "12e03",
  "1.5e3",
  "123e4567",
  "1234567890123456789012345678e012",
  "0123456789abcdef0123456789abcdef",
  "1e400",
  "inf",
  "nan",
  "_1",
  "0x",
  "y",
  "n",
  "oui",
  "e1",
  "-a",
  "a#b",
  "a :b",
  "None",
  "s3://b/k",
  "file:///tmp/with space/%20/x",
  "it's",
  "both ' and \"",
  "実験",
  "مرحبا",
  "2024-01-01",
  "2024-01-01T00:00:00Z",
]

for (const text of texts) {
  test(`${text} is text`, () => expect(scalar(text)).toBe(text))
}

const values: Record<string, unknown> = {
  "012": 10,
  "0777": 511,
  "0b101": 5,
  "0x1F": 31,
  "-0x1F": -31,
  "1_000": 1000,
  "+1": 1,
  "-17": -17,
  "1700000000000": 1700000000000,
  "1.5": 1.5,
  "1.": 1,
  ".5": 0.5,
  "1.e+5": 100000,
  "1.0e+20": 1e20,
  "12_345.6": 12345.6,
  ".inf": Infinity,
  "-.INF": -Infinity,
  "+.inf": Infinity,
  yes: true,
  No: false,
  on: true,
  OFF: false,
  TRUE: true,
  false: false,
  null: null,
  Null: null,
  "~": null,
  "": null,
  "{}": {},
  "[]": [],
  "[a, 'b', 1]": ["a", "b", 1],
}

for (const [text, value] of Object.entries(values)) {
  test(`${text || "nothing"} is no text`, () => expect(scalar(text)).toEqual(value))
}

test(".nan is NaN, and a tag makes text of a number", () => {
  expect(scalar(".NaN")).toBeNaN()
  expect(scalar("!!str 1")).toBe("1")
})

test("a quoted word is text, whatever it looks like", () => {
  for (const word of ["1", "01", "089", "1e5", "yes", "null", "True", "~", "0x1F", "1.5", ".inf", "12:30", ""]) {
    expect(scalar(`'${word}'`), word).toBe(word)
    expect(scalar(`"${word}"`), word).toBe(word)
  }
})

test("an id of 18 digits is text when it is quoted and exact when it is not", () => {
  expect(scalar("'822678664024182359'")).toBe("822678664024182359")
  expect(scalar("822678664024182359")).toBe(822678664024182359n)
  expect(scalar("-9007199254740993")).toBe(-9007199254740993n)
  expect(scalar("9007199254740991")).toBe(9007199254740991)
})

test("text that is folded at 80 columns comes back whole", () => {
  expect(scalar("'word word\n  word word '")).toBe("word word word word ")
  expect(scalar("'it''s it''s\n  it''s'")).toBe("it's it's it's")
  expect(scalar('"a\\\n  b"')).toBe("ab")
  expect(scalar(">-\n  a\n\n  b")).toBe("a\nb")
  expect(scalar("|+\n  a\n")).toBe("a\n\n")
})

test("line ends in single quotes are doubled, as PyYAML writes them", () => {
  expect(scalar("'trail\n\n  '")).toBe("trail\n")
  expect(scalar("'a\n\n  ---\n\n  b'")).toBe("a\n---\nb")
})

test("escapes in double quotes are characters", () => {
  expect(scalar('"tab\\there"')).toBe("tab\there")
  expect(scalar('"crlf\\r\\nx"')).toBe("crlf\r\nx")
  expect(scalar('"nul\\0 bell\\a del\\x7F"')).toBe("nul\0 bell\u0007 del\u007f")
  expect(scalar('"\\u00e9\\x41\\U0001F680\\e\\_\\N\\L\\P"')).toBe("éA🚀\u001b\u00a0\u0085\u2028\u2029")
})

test("a byte order mark, Windows line ends, --- and ... are no text", () => {
  expect(parseYaml("\ufeffname: a\n")).toEqual({ name: "a" })
  expect(parseYaml("name: a\r\nz: 1\r\n")).toEqual({ name: "a", z: 1 })
  expect(parseYaml("---\nname: a\n...\n")).toEqual({ name: "a" })
})

test("a meta.yaml of MLflow is read field by field", () => {
  const text = `artifact_uri: file:///srv/mlruns/7/1234567890123456789012345678e012/artifacts
end_time: null
entry_point_name: ''
experiment_id: '822678664024182359'
lifecycle_stage: active
run_id: 1234567890123456789012345678e012
run_name: 089
source_type: 4
start_time: 1700000000000
tags: []
`
  expect(parseYaml(text)).toEqual({
    artifact_uri: "file:///srv/mlruns/7/1234567890123456789012345678e012/artifacts",
    end_time: null,
    entry_point_name: "",
    experiment_id: "822678664024182359",
    lifecycle_stage: "active",
    run_id: "1234567890123456789012345678e012",
    run_name: "089",
    source_type: 4,
    start_time: 1700000000000,
    tags: [],
  })
})

test("what is no YAML is refused with its place", () => {
  expect(() => parseYaml("a: 1\nname: 'unterminated\n")).toThrow(/\(\d+:\d+\)/)
  expect(() => parseYaml("name: @x\n")).toThrow()
  expect(() => parseYaml("name: !!python/object:os.system x\n")).toThrow()
})

test("minutes and seconds are a number to PyYAML", () => expect(scalar("1:30")).toBe(90))
test("of two equal keys the last counts", () => expect(parseYaml("name: a\nname: b\n")).toEqual({ name: "b" }))
test("an empty document is null", () => expect(parseYaml("")).toBeNull())
