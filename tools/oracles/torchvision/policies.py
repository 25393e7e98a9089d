"""The operations of torchvision's policies for images of 64×32 pixels, how strong each is at each magnitude, and the
pairs of AutoAugment."""

from golden import write

import torchvision
from torchvision.transforms.v2 import AugMix, AutoAugment, AutoAugmentPolicy, RandAugment, TrivialAugmentWide

WIDTH, HEIGHT = 64, 32


def space(policy, bins):
    """For each operation whether it goes to both sides, and its magnitudes: none for those that have but one."""
    entries = {}
    for name, (magnitudes, signed) in policy._AUGMENTATION_SPACE.items():
        values = magnitudes(bins, HEIGHT, WIDTH)
        entries[name] = {
            "signed": signed,
            "magnitudes": None if values is None else [round(float(value), 6) for value in values],
        }
    return entries


write(
    "policies",
    {
        "torchvision": torchvision.__version__,
        "randAugment": space(RandAugment, 31),
        "trivialAugment": space(TrivialAugmentWide, 31),
        "augMix": space(AugMix, 10),
        "autoAugment": {policy.value: AutoAugment(policy)._policies for policy in AutoAugmentPolicy},
    },
    "augment",
)
