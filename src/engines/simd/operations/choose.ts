import type { Layer } from '../../../networks/layer.js';
import { activated } from './activated.js';
import { activation } from './activation.js';
import { add } from './add.js';
import { batchNormalization } from './batch-normalization.js';
import { convolution } from './convolution.js';
import { dense } from './dense.js';
import { dropout } from './dropout.js';
import { flatten } from './flatten.js';
import type { Operation, Place } from './operation.js';
import { averagePooling, maxPooling } from './pooling.js';
import { suitsWinograd, winograd } from './winograd.js';

export function operationOf(layer: Layer, place: Place): Operation {
  switch (layer.type) {
    case 'conv2d':
    case 'depthwiseConv2d': {
      const linear = suitsWinograd(layer, place) ? winograd : convolution;
      return activated(layer, place, linear(layer, place));
    }
    case 'dense':
      return activated(layer, place, dense(layer, place));
    case 'maxPooling2d':
      return maxPooling(layer, place);
    case 'averagePooling2d':
    case 'globalAveragePooling2d':
      return averagePooling(layer, place);
    case 'flatten':
      return flatten(place);
    case 'dropout':
      return dropout(layer, place);
    case 'batchNormalization':
      return batchNormalization(layer, place);
    case 'add':
      return add(place);
    case 'activation':
      return activation(layer, place);
  }
}
