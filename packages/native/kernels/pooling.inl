// Included once for each instruction set, behind depthwise.inl. See pooling.h.

void maxPoolRow(const PoolingWindows& p, const float* image, int row, int from, int to, float* output) {
  const int startRow = row * p.strideHeight - p.top;
  const int rowFrom = atLeast(startRow, 0), rowTo = atMost(startRow + p.windowHeight, p.height);
  for (int place = 0; place < p.outputWidth; place++) {
    const int start = place * p.strideWidth - p.left;
    const int columnFrom = atLeast(start, 0), columnTo = atMost(start + p.windowWidth, p.width);
    for (int channel = from; channel < to; channel += kLanes) {
      Vector largest = spread(-__builtin_inff());
      for (int line = rowFrom; line < rowTo; line++)
        for (int column = columnFrom; column < columnTo; column++) {
          const Vector value = load(image + (static_cast<long>(line) * p.width + column) * p.channels + channel);
          // What is not a number stays so.
          largest = value > largest || value != value ? value : largest;
        }
      store(output + static_cast<long>(place) * p.channels + channel, largest);
    }
  }
}
