// ONNX Runtime's activations on the CPU, by its JavaScript binding: node engines/adapters/onnxruntime_engine.js
//
// Each kernel is a model of one node, written here. The binding copies inputs and outputs, which is within the times:
// the row relu/onnxruntime says how much that is at most. One thread.

"use strict";

const fs = require("fs");
const path = require("path");

const modules = path.join(__dirname, "..", "..", "build", "engines", "node_modules");
const ort = require(path.join(process.env.GELUBENCH_ENGINES ?? modules, "onnxruntime-node"));
const { version } = require(path.join(process.env.GELUBENCH_ENGINES ?? modules, "onnxruntime-node", "package.json"));

// Protocol Buffers: a field is its number and wire type, then a varint (0) or a length and bytes (2).
function varint(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}
const number = (field, value) => Buffer.concat([varint(field * 8), varint(value)]);
function bytes(field, ...parts) {
  const content = Buffer.concat(parts.map((p) => Buffer.from(p)));
  return Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
}

// A model x[N] -> y[N] of one node (onnx.proto of ONNX 1.15: IR version 9, operators of version 20).
function model({ operator, domain = "", attributes = {} }, elementType) {
  const value = (field, name) =>
    bytes(field, bytes(1, name), bytes(2, bytes(1, number(1, elementType), bytes(2, bytes(1, bytes(2, "N"))))));
  const list = Object.entries(attributes).map(([name, text]) =>
    bytes(5, bytes(1, name), bytes(4, text), number(20, 3)));
  const node = bytes(1, bytes(1, "x"), bytes(2, "y"), bytes(4, operator), ...list, bytes(7, domain));
  const graph = bytes(7, node, bytes(2, "one"), value(11, "x"), value(12, "y"));
  const opsets = [bytes(8, bytes(1, ""), number(2, 20)), bytes(8, bytes(1, "com.microsoft"), number(2, 1))];
  return Buffer.concat([number(1, 9), graph, ...opsets]);
}

const TYPES = {
  f32: { name: "float32", elementType: 1, Array: Float32Array },
  f16: { name: "float16", elementType: 10, Array: Uint16Array },
};

const FORMS = [
  { id: "erf/onnxruntime", formula: "gelu", operator: "Gelu" },
  { id: "tanh/onnxruntime", formula: "gelu_tanh", operator: "Gelu", attributes: { approximate: "tanh" } },
  { id: "erf/onnxruntime_contrib", formula: "gelu", operator: "Gelu", domain: "com.microsoft" },
  { id: "tanh/onnxruntime_fast", formula: "gelu_tanh", operator: "FastGelu", domain: "com.microsoft" },
  { id: "sigmoid/onnxruntime_quick", formula: "gelu_sigmoid", operator: "QuickGelu", domain: "com.microsoft" },
  { id: "relu/onnxruntime", formula: "relu", operator: "Relu" },
  { id: "ingredient/onnxruntime_erf", formula: "erf", operator: "Erf" },
  { id: "ingredient/onnxruntime_tanh", formula: "tanh", operator: "Tanh" },
  { id: "ingredient/onnxruntime_sigmoid", formula: "sigmoid", operator: "Sigmoid" },
];

async function makeKernels() {
  const options = {
    intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: "sequential", logSeverityLevel: 4,
  };
  const kernels = [];
  for (const form of FORMS) {
    for (const [dtype, type] of Object.entries(TYPES)) {
      try {
        const session = await ort.InferenceSession.create(model(form, type.elementType), options);
        kernels.push({ ...form, dtype, type, session });
      } catch {
        // This version has no such operator for the type.
      }
    }
  }
  return kernels;
}

class Input {
  buffer = Buffer.alloc(0);

  more() {
    const block = Buffer.allocUnsafe(1 << 20);
    for (;;) {
      try {
        const got = fs.readSync(0, block);
        if (got === 0) return false;
        this.buffer = Buffer.concat([this.buffer, block.subarray(0, got)]);
        return true;
      } catch (error) {
        if (error.code === "EOF") return false;
        if (error.code !== "EAGAIN") throw error;
      }
    }
  }

  line() {
    let end = this.buffer.indexOf(10);
    for (; end < 0; end = this.buffer.indexOf(10)) if (!this.more()) return null;
    const text = this.buffer.toString("utf8", 0, end);
    this.buffer = this.buffer.subarray(end + 1);
    return text;
  }

  // In memory of its own, aligned.
  array(count) {
    const taken = Buffer.from(new ArrayBuffer(count));
    for (let at = 0; at < count;) {
      if (this.buffer.length === 0 && !this.more()) throw new Error("the input ended in an array");
      const part = this.buffer.subarray(0, count - at);
      part.copy(taken, at);
      at += part.length;
      this.buffer = this.buffer.subarray(part.length);
    }
    return taken.buffer;
  }
}

function write(...parts) {
  for (const part of parts) {
    const data = Buffer.from(part);
    for (let at = 0; at < data.length;) {
      try {
        at += fs.writeSync(1, data, at);
      } catch (error) {
        if (error.code !== "EAGAIN") throw error;
      }
    }
  }
}

async function serve() {
  const kernels = await makeKernels();
  const input = new Input();
  const kernelAt = (k) => {
    if (kernels[k] === undefined) throw new Error(`there is no kernel ${k}`);
    return kernels[k];
  };
  const tensor = (kernel, n) => {
    const data = new kernel.type.Array(input.array(n * kernel.type.Array.BYTES_PER_ELEMENT));
    return new ort.Tensor(kernel.type.name, data, [n]);
  };
  let loaded = null;
  const requests = {
    hello: async () => {
      const list = kernels.map((k) => ({
        id: `${k.id}/${k.dtype}/forward`, formula: k.formula,
        provenance: `${k.domain ?? "ai.onnx"} ${k.operator}${k.attributes ? ", approximate=tanh" : ""}`,
      }));
      write(JSON.stringify({ engine: "ONNX Runtime", version: `ONNX Runtime ${version}`, kernels: list }) + "\n");
    },
    map: async () => write("no\n"),
    run: async (k, n) => {
      const kernel = kernelAt(k);
      const x = tensor(kernel, n);
      if (n === 0) return write("ok 0\n");
      const { y } = await kernel.session.run({ x });
      write(`ok ${n}\n`, Buffer.from(y.data.buffer, y.data.byteOffset, y.data.byteLength));
    },
    load: async (k, n) => {
      const kernel = kernelAt(k);
      loaded = { session: kernel.session, feeds: { x: tensor(kernel, n) } };
      await loaded.session.run(loaded.feeds);
      write("ok\n");
    },
    time: async (repeats) => {
      if (loaded === null) throw new Error("nothing is loaded");
      const start = process.hrtime.bigint();
      for (let i = 0; i < repeats; ++i) await loaded.session.run(loaded.feeds);
      write(`ok ${process.hrtime.bigint() - start}\n`);
    },
  };
  for (let line = input.line(); line !== null; line = input.line()) {
    const [request, ...words] = line.split(" ");
    try {
      if (!Object.hasOwn(requests, request)) throw new Error(`there is no request '${request}'`);
      await requests[request](...words.map((w) => (/^\d+$/.test(w) ? Number(w) : w)));
    } catch (error) {
      write(`error ${String(error.message).replace(/\s+/g, " ")}\n`);
    }
  }
}

serve().then(() => process.exit(0));
