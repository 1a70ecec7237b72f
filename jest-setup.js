// Jest setup provided by Grafana scaffolding
import './.config/jest-setup';

// Combobox measures its options' text on a canvas, which jsdom does not have.
HTMLCanvasElement.prototype.getContext = () => ({ measureText: (text) => ({ width: text.length * 8 }) });
