import { defineTransform } from '../definition.ts';

export const hue = defineTransform('hue', {
  draw: ({ shift: [low, high] }, random) => ({ shift: random.uniform(low, high) }),
  pixels({ shift }, image) {
    if (image.channels === 1 || shift === 0) return image;
    const { pixels: input } = image;
    const pixels = new Uint8Array(input.length);
    // In sixths of the circle: red is at 0, green at 2, blue at 4.
    const turn = 6 * (shift < 0 ? shift + 1 : shift);
    for (let index = 0; index < input.length; index += 3) {
      const [red, green, blue] = [input[index] as number, input[index + 1] as number, input[index + 2] as number];
      const highest = red > green ? (red > blue ? red : blue) : green > blue ? green : blue;
      const lowest = red < green ? (red < blue ? red : blue) : green < blue ? green : blue;
      const chroma = highest - lowest;
      let place = turn;
      if (chroma > 0) {
        if (highest === red) place += (green - blue) / chroma + (green < blue ? 6 : 0);
        else if (highest === green) place += (blue - red) / chroma + 2;
        else place += (red - green) / chroma + 4;
      }
      if (place >= 6) place -= 6;
      // Going round, each channel is highest for two sixths, falls for one, is lowest for two and rises for one.
      const sixth = place | 0;
      const fraction = place - sixth;
      const between = (lowest + chroma * (sixth & 1 ? 1 - fraction : fraction) + 0.5) | 0;
      pixels[index] = sixth === 0 || sixth === 5 ? highest : sixth === 2 || sixth === 3 ? lowest : between;
      pixels[index + 1] = sixth === 1 || sixth === 2 ? highest : sixth >= 4 ? lowest : between;
      pixels[index + 2] = sixth === 3 || sixth === 4 ? highest : sixth <= 1 ? lowest : between;
    }
    return { ...image, pixels };
  },
});
