#include "engine/hash/xxh3_code.h"

namespace smartsync::hash {
SMARTSYNC_XXH3_CODE(xxh3_avx512);
}
