// Jest setup provided by Grafana scaffolding
import './.config/jest-setup.js';

// Combobox measures its options' text on a canvas, which jsdom does not have.
HTMLCanvasElement.prototype.getContext = () => ({ measureText: (text) => ({ width: text.length * 8 }) });

// What jsdom 20 does not have and browsers do.
global.IntersectionObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
AbortSignal.prototype.throwIfAborted ??= function throwIfAborted() {
  if (this.aborted) {
    throw this.reason;
  }
};

// React 19 schedules by messages. jsdom has none, and those of Node keep a process from ending.
global.MessageChannel = class {
  constructor() {
    this.port1 = { onmessage: null };
    this.port2 = { postMessage: (data) => setTimeout(() => this.port1.onmessage?.({ data })) };
  }
};
