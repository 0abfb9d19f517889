<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1">
<context>
    <name>Checks</name>
    <message>
        <source>There is no raster layer to dehaze. Add one with Layer, Add Layer, Add Raster Layer.</source>
        <translation>There is no raster layer to dehaze. Add one with Layer, Add Layer, Add Raster Layer.</translation>
    </message>
    <message>
        <source>The layer “{}” cannot be dehazed: it has no three bands for red, green and blue.</source>
        <translation>The layer “{}” cannot be dehazed: it has no three bands for red, green and blue.</translation>
    </message>
    <message>
        <source>One band is chosen twice. Choose three different ones for red, green and blue.</source>
        <translation>One band is chosen twice. Choose three different ones for red, green and blue.</translation>
    </message>
    <message>
        <source>No rectangle is drawn yet. Press the button beside the area and draw one.</source>
        <translation>No rectangle is drawn yet. Press the button beside the area and draw one.</translation>
    </message>
    <message>
        <source>Choose the layer whose extent is meant.</source>
        <translation>Choose the layer whose extent is meant.</translation>
    </message>
    <message>
        <source>The area cannot be expressed in the layer's CRS. Zoom to the layer, or check its CRS.</source>
        <translation>The area cannot be expressed in the layer's CRS. Zoom to the layer, or check its CRS.</translation>
    </message>
    <message>
        <source>The area lies outside the layer “{}”. Zoom to the layer, or choose another area.</source>
        <translation>The area lies outside the layer “{}”. Zoom to the layer, or choose another area.</translation>
    </message>
    <message>
        <source>The result “{}” must be a GeoTIFF. Give it a name that ends in .tif.</source>
        <translation>The result “{}” must be a GeoTIFF. Give it a name that ends in .tif.</translation>
    </message>
    <message>
        <source>The folder {} does not exist. Make it, or choose another.</source>
        <translation>The folder {} does not exist. Make it, or choose another.</translation>
    </message>
    <message>
        <source>You may not write into the folder {}. Choose another.</source>
        <translation>You may not write into the folder {}. Choose another.</translation>
    </message>
    <message>
        <source>Another run is going to write {}. Choose another name, or wait for it.</source>
        <translation>Another run is going to write {}. Choose another name, or wait for it.</translation>
    </message>
    <message>
        <source>{} is open as the layer “{}”. Choose another name, or remove that layer first.</source>
        <translation>{} is open as the layer “{}”. Choose another name, or remove that layer first.</translation>
    </message>
    <message>
        <source>The disk of {} is too full: the result may need {}, and {} are free. Choose a smaller area.</source>
        <translation>The disk of {} is too full: the result may need {}, and {} are free. Choose a smaller area.</translation>
    </message>
    <message>
        <source>No Python with torch was found to run the model. Name one in the settings.</source>
        <translation>No Python with torch was found to run the model. Name one in the settings.</translation>
    </message>
    <message>
        <source>{} s</source>
        <translation>{} s</translation>
    </message>
    <message>
        <source>{} min</source>
        <translation>{} min</translation>
    </message>
    <message>
        <source>{} h {} min</source>
        <translation>{} h {} min</translation>
    </message>
</context>
<context>
    <name>DehazeAlgorithm</name>
    <message>
        <source>Dehaze raster</source>
        <translation>Dehaze raster</translation>
    </message>
    <message>
        <source>haze,dehaze,dehazing,fog,smoke,atmosphere,thin cloud,satellite,aerial,drone,restoration</source>
        <translation>haze,dehaze,dehazing,fog,smoke,atmosphere,thin cloud,satellite,aerial,drone,restoration</translation>
    </message>
    <message>
        <source>Removes haze from a raster and keeps its grid, data type, bands and nodata.</source>
        <translation>Removes haze from a raster and keeps its grid, data type, bands and nodata.</translation>
    </message>
    <message>
        <source>Removes haze, thin smoke and mist from the red, green and blue band of an aerial or satellite raster. The result lies on the same pixels and has the data type, bands, nodata, CRS and style of the source, so the two layers can be compared directly.</source>
        <translation>Removes haze, thin smoke and mist from the red, green and blue band of an aerial or satellite raster. The result lies on the same pixels and has the data type, bands, nodata, CRS and style of the source, so the two layers can be compared directly.</translation>
    </message>
    <message>
        <source>The model is DS-RDMPD: a first network removes the haze coarsely, a diffusion model refines the result. It runs in a process of its own, outside QGIS, which stays ready for some minutes, so that a second run starts faster. Cancelling leaves no file behind.</source>
        <translation>The model is DS-RDMPD: a first network removes the haze coarsely, a diffusion model refines the result. It runs in a process of its own, outside QGIS, which stays ready for some minutes, so that a second run starts faster. Cancelling leaves no file behind.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Numbers&lt;/b&gt;: the mean haze thickness, the tiles that went through the model, the sampling steps used and the seconds it took are outputs too, for models and scripts.</source>
        <translation>&lt;b&gt;Numbers&lt;/b&gt;: the mean haze thickness, the tiles that went through the model, the sampling steps used and the seconds it took are outputs too, for models and scripts.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Limits&lt;/b&gt;: three bands are dehazed, all others are copied. Clouds that hide the ground stay. Palette rasters, rasters with fewer than three bands and layers that are no file (web maps, virtual layers) are refused, with what to do instead. The model needs a Python with torch; the plugin's description says how to get one.</source>
        <translation>&lt;b&gt;Limits&lt;/b&gt;: three bands are dehazed, all others are copied. Clouds that hide the ground stay. Palette rasters, rasters with fewer than three bands and layers that are no file (web maps, virtual layers) are refused, with what to do instead. The model needs a Python with torch; the plugin's description says how to get one.</translation>
    </message>
    <message>
        <source>Input layer</source>
        <translation>Input layer</translation>
    </message>
    <message>
        <source>A raster file with at least three bands: 8, 16 or 32-bit integers, or floats.</source>
        <translation>A raster file with at least three bands: 8, 16 or 32-bit integers, or floats.</translation>
    </message>
    <message>
        <source>Extent</source>
        <translation>Extent</translation>
    </message>
    <message>
        <source>The part to dehaze, snapped outward to the layer's pixels. Its pixels come out as in a run over the whole layer. Empty: everything.</source>
        <translation>The part to dehaze, snapped outward to the layer's pixels. Its pixels come out as in a run over the whole layer. Empty: everything.</translation>
    </message>
    <message>
        <source>Red, green and blue band</source>
        <translation>Red, green and blue band</translation>
    </message>
    <message>
        <source>Exactly three bands, in this order; drag them in the list to order them. Empty: taken from the file's colour interpretation or band names.</source>
        <translation>Exactly three bands, in this order; drag them in the list to order them. Empty: taken from the file's colour interpretation or band names.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Model</translation>
    </message>
    <message>
        <source>The weights to use: the plugin's own, or ones that you imported or trained.</source>
        <translation>The weights to use: the plugin's own, or ones that you imported or trained.</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Quality</translation>
    </message>
    <message>
        <source>draft: the first network alone, fastest. standard: the best trade measured for the model. paper: five diffusion steps, as published.</source>
        <translation>draft: the first network alone, fastest. standard: the best trade measured for the model. paper: five diffusion steps, as published.</translation>
    </message>
    <message>
        <source>Strength (%)</source>
        <translation>Strength (%)</translation>
    </message>
    <message>
        <source>How much of the model's change is applied: 0 returns the source, 100 everything.</source>
        <translation>How much of the model's change is applied: 0 returns the source, 100 everything.</translation>
    </message>
    <message>
        <source>Sampling steps</source>
        <translation>Sampling steps</translation>
    </message>
    <message>
        <source>Steps of the diffusion model, instead of those of the quality; 0 is the first network alone.</source>
        <translation>Steps of the diffusion model, instead of those of the quality; 0 is the first network alone.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Start of the diffusion model's noise. The same seed gives the same result.</source>
        <translation>Start of the diffusion model's noise. The same seed gives the same result.</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Device</translation>
    </message>
    <message>
        <source>Where the model runs: auto (the fastest there is), cpu, cuda:0 for the first NVIDIA GPU, mps.</source>
        <translation>Where the model runs: auto (the fastest there is), cpu, cuda:0 for the first NVIDIA GPU, mps.</translation>
    </message>
    <message>
        <source>Tile size (pixels)</source>
        <translation>Tile size (pixels)</translation>
    </message>
    <message>
        <source>Side of the tiles, a multiple of 16. Best left empty: the size that the model was trained at. Smaller tiles need less memory.</source>
        <translation>Side of the tiles, a multiple of 16. Best left empty: the size that the model was trained at. Smaller tiles need less memory.</translation>
    </message>
    <message>
        <source>Dehazed</source>
        <translation>Dehazed</translation>
    </message>
    <message>
        <source>The dehazed raster, a compressed GeoTIFF with overviews.</source>
        <translation>The dehazed raster, a compressed GeoTIFF with overviews.</translation>
    </message>
    <message>
        <source>Haze map</source>
        <translation>Haze map</translation>
    </message>
    <message>
        <source>How much of each pixel's light was haze, from 0 (clear) to 1. Made if you name it.</source>
        <translation>How much of each pixel's light was haze, from 0 (clear) to 1. Made if you name it.</translation>
    </message>
    <message>
        <source>Mean haze thickness (0 to 1)</source>
        <translation>Mean haze thickness (0 to 1)</translation>
    </message>
    <message>
        <source>Tiles that went through the model</source>
        <translation>Tiles that went through the model</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>Seconds</translation>
    </message>
    <message>
        <source>Sampling steps used</source>
        <translation>Sampling steps used</translation>
    </message>
    <message>
        <source>haze</source>
        <translation>haze</translation>
    </message>
    <message>
        <source>rain</source>
        <translation>rain</translation>
    </message>
    <message>
        <source>blur</source>
        <translation>blur</translation>
    </message>
    <message>
        <source>{} removes {}</source>
        <translation>{} removes {}</translation>
    </message>
    <message>
        <source>{} dehazed</source>
        <translation>{} dehazed</translation>
    </message>
    <message>
        <source>{} haze</source>
        <translation>{} haze</translation>
    </message>
    <message>
        <source>Haze was removed from {} by a neural network.</source>
        <translation>Haze was removed from {} by a neural network.</translation>
    </message>
    <message>
        <source>How much of each pixel's light in {} was haze, from 0 to 1.</source>
        <translation>How much of each pixel's light in {} was haze, from 0 to 1.</translation>
    </message>
    <message>
        <source>The model {} was not made for haze: use it on rasters that show what it removes.</source>
        <translation>The model {} was not made for haze: use it on rasters that show what it removes.</translation>
    </message>
    <message>
        <source>guessed</source>
        <translation>guessed</translation>
    </message>
    <message>
        <source>{}: {} dehazed by DS-RDMPD Dehaze {}</source>
        <translation>{}: {} dehazed by DS-RDMPD Dehaze {}</translation>
    </message>
    <message>
        <source>Model {}, {} sampling steps, strength {:g} %, seed {}, bands {}</source>
        <translation>Model {}, {} sampling steps, strength {:g} %, seed {}, bands {}</translation>
    </message>
    <message>
        <source>{} × {} pixels, {} tiles, {} sampling steps, {:.1f} s</source>
        <translation>{} × {} pixels, {} tiles, {} sampling steps, {:.1f} s</translation>
    </message>
    <message>
        <source>no pixel was usable</source>
        <translation>no pixel was usable</translation>
    </message>
    <message>
        <source>mean haze thickness {:.2f}</source>
        <translation>mean haze thickness {:.2f}</translation>
    </message>
</context>
<context>
    <name>DehazeDock</name>
    <message>
        <source>Preview</source>
        <translation>Preview</translation>
    </message>
    <message>
        <source>Dehaze the middle of the current view, and show it on the map. The strength can be moved freely.</source>
        <translation>Dehaze the middle of the current view, and show it on the map. The strength can be moved freely.</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Compare</translation>
    </message>
    <message>
        <source>Swipe between the layer and its dehazed result: drag the line over the map.</source>
        <translation>Swipe between the layer and its dehazed result: drag the line over the map.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>Settings: the Python that runs the model, folders, memory</source>
        <translation>Settings: the Python that runs the model, folders, memory</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Help</translation>
    </message>
    <message>
        <source>Open the help page</source>
        <translation>Open the help page</translation>
    </message>
    <message>
        <source>Whole layer</source>
        <translation>Whole layer</translation>
    </message>
    <message>
        <source>Everything that the layer has</source>
        <translation>Everything that the layer has</translation>
    </message>
    <message>
        <source>Current view</source>
        <translation>Current view</translation>
    </message>
    <message>
        <source>What the map shows when the run starts</source>
        <translation>What the map shows when the run starts</translation>
    </message>
    <message>
        <source>Drawn rectangle</source>
        <translation>Drawn rectangle</translation>
    </message>
    <message>
        <source>A rectangle that you draw on the map</source>
        <translation>A rectangle that you draw on the map</translation>
    </message>
    <message>
        <source>Extent of a layer</source>
        <translation>Extent of a layer</translation>
    </message>
    <message>
        <source>The extent of another layer</source>
        <translation>The extent of another layer</translation>
    </message>
    <message>
        <source>Draft (fastest)</source>
        <translation>Draft (fastest)</translation>
    </message>
    <message>
        <source>The first network alone</source>
        <translation>The first network alone</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>The best trade that was measured for the model</source>
        <translation>The best trade that was measured for the model</translation>
    </message>
    <message>
        <source>Paper (five steps)</source>
        <translation>Paper (five steps)</translation>
    </message>
    <message>
        <source>Five diffusion steps, as published: slowest</source>
        <translation>Five diffusion steps, as published: slowest</translation>
    </message>
    <message>
        <source>Draft: the first network alone, fastest. Standard: the best trade measured for the model. Paper: five diffusion steps, as published.</source>
        <translation>Draft: the first network alone, fastest. Standard: the best trade measured for the model. Paper: five diffusion steps, as published.</translation>
    </message>
    <message>
        <source>GeoTIFF (*.tif *.tiff)</source>
        <translation>GeoTIFF (*.tif *.tiff)</translation>
    </message>
    <message>
        <source>Save the dehazed raster as</source>
        <translation>Save the dehazed raster as</translation>
    </message>
    <message>
        <source>[Temporary file]</source>
        <translation>[Temporary file]</translation>
    </message>
    <message>
        <source>File of the result</source>
        <translation>File of the result</translation>
    </message>
    <message>
        <source>rain</source>
        <translation>rain</translation>
    </message>
    <message>
        <source>blur</source>
        <translation>blur</translation>
    </message>
    <message>
        <source>Tiles of {} pixels, {} sampling steps at standard quality. Licence: {}</source>
        <translation>Tiles of {} pixels, {} sampling steps at standard quality. Licence: {}</translation>
    </message>
    <message>
        <source>Looking for the device…</source>
        <translation>Looking for the device…</translation>
    </message>
    <message>
        <source>Where the model runs, in a process of its own: torch {}</source>
        <translation>Where the model runs, in a process of its own: torch {}</translation>
    </message>
    <message>
        <source>The model needs a Python with torch and the packages that requirements.txt lists.</source>
        <translation>The model needs a Python with torch and the packages that requirements.txt lists.</translation>
    </message>
    <message>
        <source>No Python with torch was found.</source>
        <translation>No Python with torch was found.</translation>
    </message>
    <message>
        <source>Set it up…</source>
        <translation>Set it up…</translation>
    </message>
    <message>
        <source>{} free</source>
        <translation>{} free</translation>
    </message>
    <message>
        <source>no GPU: this torch was built without CUDA</source>
        <translation>no GPU: this torch was built without CUDA</translation>
    </message>
    <message>
        <source>no GPU: torch finds no usable GPU or driver</source>
        <translation>no GPU: torch finds no usable GPU or driver</translation>
    </message>
    <message>
        <source>CPU with {} cores</source>
        <translation>CPU with {} cores</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>{} × {} px</source>
        <translation>{} × {} px</translation>
    </message>
    <message>
        <source>about {}</source>
        <translation>about {}</translation>
    </message>
    <message>
        <source>up to {}</source>
        <translation>up to {}</translation>
    </message>
    <message>
        <source>Dehaze</source>
        <translation>Dehaze</translation>
    </message>
    <message>
        <source>&amp;Layer</source>
        <translation>&amp;Layer</translation>
    </message>
    <message>
        <source>The raster layer to dehaze. It follows the layer that is selected in the Layers panel.</source>
        <translation>The raster layer to dehaze. It follows the layer that is selected in the Layers panel.</translation>
    </message>
    <message>
        <source>&amp;Area</source>
        <translation>&amp;Area</translation>
    </message>
    <message>
        <source>The part of the layer to dehaze. Its pixels come out as in a run over the whole layer.</source>
        <translation>The part of the layer to dehaze. Its pixels come out as in a run over the whole layer.</translation>
    </message>
    <message>
        <source>Draw the rectangle on the map</source>
        <translation>Draw the rectangle on the map</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>Draw</translation>
    </message>
    <message>
        <source>The layer, of any kind, whose extent is dehazed</source>
        <translation>The layer, of any kind, whose extent is dehazed</translation>
    </message>
    <message>
        <source>Layer whose extent is dehazed</source>
        <translation>Layer whose extent is dehazed</translation>
    </message>
    <message>
        <source>Size of the result, how long it will take judged by the runs before it, and the most disk space that its files can need</source>
        <translation>Size of the result, how long it will take judged by the runs before it, and the most disk space that its files can need</translation>
    </message>
    <message>
        <source>&amp;Bands</source>
        <translation>&amp;Bands</translation>
    </message>
    <message>
        <source>The band that holds red. The first choice is a guess from the file's colours and band names.</source>
        <translation>The band that holds red. The first choice is a guess from the file's colours and band names.</translation>
    </message>
    <message>
        <source>Red band</source>
        <translation>Red band</translation>
    </message>
    <message>
        <source>The band that holds green</source>
        <translation>The band that holds green</translation>
    </message>
    <message>
        <source>Green band</source>
        <translation>Green band</translation>
    </message>
    <message>
        <source>The band that holds blue. Bands that are not chosen are copied.</source>
        <translation>The band that holds blue. Bands that are not chosen are copied.</translation>
    </message>
    <message>
        <source>Blue band</source>
        <translation>Blue band</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>&amp;Model</translation>
    </message>
    <message>
        <source>The weights: the ones that came with it, or those that you imported or trained</source>
        <translation>The weights: the ones that came with it, or those that you imported or trained</translation>
    </message>
    <message>
        <source>&amp;Quality</source>
        <translation>&amp;Quality</translation>
    </message>
    <message>
        <source>&amp;Strength</source>
        <translation>&amp;Strength</translation>
    </message>
    <message>
        <source>How much of the model's change is applied: 0 leaves the layer as it is. A preview follows at once.</source>
        <translation>How much of the model's change is applied: 0 leaves the layer as it is. A preview follows at once.</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>How much of the model's change is applied, in percent</source>
        <translation>How much of the model's change is applied, in percent</translation>
    </message>
    <message>
        <source>Strength in percent</source>
        <translation>Strength in percent</translation>
    </message>
    <message>
        <source>&amp;Result</source>
        <translation>&amp;Result</translation>
    </message>
    <message>
        <source>The GeoTIFF to make. Empty: a temporary file, which goes when QGIS is closed.</source>
        <translation>The GeoTIFF to make. Empty: a temporary file, which goes when QGIS is closed.</translation>
    </message>
    <message>
        <source>&amp;Haze map too</source>
        <translation>&amp;Haze map too</translation>
    </message>
    <message>
        <source>Make a second layer that shows how much of each pixel's light was haze, from 0 to 1. It lies beside the result, its name ending in “_haze”.</source>
        <translation>Make a second layer that shows how much of each pixel's light was haze, from 0 to 1. It lies beside the result, its name ending in “_haze”.</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Advanced</translation>
    </message>
    <message>
        <source>Options that are seldom needed</source>
        <translation>Options that are seldom needed</translation>
    </message>
    <message>
        <source>&amp;Device</source>
        <translation>&amp;Device</translation>
    </message>
    <message>
        <source>Where the model runs: auto (the fastest there is), cpu, cuda:0 for the first NVIDIA GPU, mps for Apple's</source>
        <translation>Where the model runs: auto (the fastest there is), cpu, cuda:0 for the first NVIDIA GPU, mps for Apple's</translation>
    </message>
    <message>
        <source>S&amp;teps</source>
        <translation>S&amp;teps</translation>
    </message>
    <message>
        <source>as the quality says</source>
        <translation>as the quality says</translation>
    </message>
    <message>
        <source>Sampling steps of the diffusion model, instead of those of the quality; 0 is the first network alone</source>
        <translation>Sampling steps of the diffusion model, instead of those of the quality; 0 is the first network alone</translation>
    </message>
    <message>
        <source>T&amp;iles</source>
        <translation>T&amp;iles</translation>
    </message>
    <message>
        <source>as the model was trained</source>
        <translation>as the model was trained</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Side of the tiles that the layer is cut into, a multiple of 16. Best left to the model; smaller tiles need less memory.</source>
        <translation>Side of the tiles that the layer is cut into, a multiple of 16. Best left to the model; smaller tiles need less memory.</translation>
    </message>
    <message>
        <source>S&amp;eed</source>
        <translation>S&amp;eed</translation>
    </message>
    <message>
        <source>Start of the diffusion model's noise. The same seed gives the same result.</source>
        <translation>Start of the diffusion model's noise. The same seed gives the same result.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Log</translation>
    </message>
    <message>
        <source>What the runs said, the latest last</source>
        <translation>What the runs said, the latest last</translation>
    </message>
    <message>
        <source>What the runs said. QGIS keeps the same lines in the Log Messages panel, under Processing.</source>
        <translation>What the runs said. QGIS keeps the same lines in the Log Messages panel, under Processing.</translation>
    </message>
    <message>
        <source>How far the run is. QGIS's task manager shows it, too.</source>
        <translation>How far the run is. QGIS's task manager shows it, too.</translation>
    </message>
    <message>
        <source>What the run does now, how long it has taken, and how long it will still take</source>
        <translation>What the run does now, how long it has taken, and how long it will still take</translation>
    </message>
    <message>
        <source>Add to &amp;queue</source>
        <translation>Add to &amp;queue</translation>
    </message>
    <message>
        <source>Dehaze this as well, after the runs before it</source>
        <translation>Dehaze this as well, after the runs before it</translation>
    </message>
    <message>
        <source>&amp;Dehaze</source>
        <translation>&amp;Dehaze</translation>
    </message>
</context>
<context>
    <name>Desktop</name>
    <message>
        <source>Dehaze…</source>
        <translation>Dehaze…</translation>
    </message>
    <message>
        <source>Dehaze: remove haze from raster layers</source>
        <translation>Dehaze: remove haze from raster layers</translation>
    </message>
    <message>
        <source>The run over “{}” was cancelled; it left no file behind.</source>
        <translation>The run over “{}” was cancelled; it left no file behind.</translation>
    </message>
    <message>
        <source>“{}” was dehazed in {}.</source>
        <translation>“{}” was dehazed in {}.</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Compare</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Open folder</translation>
    </message>
    <message>
        <source>“{}” was dehazed: {}</source>
        <translation>“{}” was dehazed: {}</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Settings…</translation>
    </message>
    <message>
        <source>Dehaze</source>
        <translation>Dehaze</translation>
    </message>
    <message>
        <source>There is nothing to compare yet. Dehaze the layer first.</source>
        <translation>There is nothing to compare yet. Dehaze the layer first.</translation>
    </message>
    <message>
        <source>One of the two layers is no longer in the project.</source>
        <translation>One of the two layers is no longer in the project.</translation>
    </message>
</context>
<context>
    <name>Layers</name>
    <message>
        <source>The layer '{}' cannot be dehazed</source>
        <translation>The layer '{}' cannot be dehazed</translation>
    </message>
    <message>
        <source>its data source is not available</source>
        <translation>its data source is not available</translation>
    </message>
    <message>
        <source>Repair the layer's data source, or add it again</source>
        <translation>Repair the layer's data source, or add it again</translation>
    </message>
    <message>
        <source>of the kind '{}'</source>
        <translation>of the kind '{}'</translation>
    </message>
    <message>
        <source>it is {} and no file that GDAL reads</source>
        <translation>it is {} and no file that GDAL reads</translation>
    </message>
    <message>
        <source>it is opened with options</source>
        <translation>it is opened with options</translation>
    </message>
    <message>
        <source>it needs a login that QGIS keeps</source>
        <translation>it needs a login that QGIS keeps</translation>
    </message>
    <message>
        <source>a web map (WMS, WMTS or XYZ tiles)</source>
        <translation>a web map (WMS, WMTS or XYZ tiles)</translation>
    </message>
    <message>
        <source>a web coverage (WCS)</source>
        <translation>a web coverage (WCS)</translation>
    </message>
    <message>
        <source>an ArcGIS map service</source>
        <translation>an ArcGIS map service</translation>
    </message>
    <message>
        <source>a PostGIS raster</source>
        <translation>a PostGIS raster</translation>
    </message>
    <message>
        <source>a virtual raster made of other layers</source>
        <translation>a virtual raster made of other layers</translation>
    </message>
    <message>
        <source>Save it as a GeoTIFF first (right-click the layer, Export, Save As) and dehaze that</source>
        <translation>Save it as a GeoTIFF first (right-click the layer, Export, Save As) and dehaze that</translation>
    </message>
</context>
<context>
    <name>OptionsFactory</name>
    <message>
        <source>DS-RDMPD Dehaze</source>
        <translation>DS-RDMPD Dehaze</translation>
    </message>
</context>
<context>
    <name>OptionsPage</name>
    <message>
        <source>found by itself</source>
        <translation>found by itself</translation>
    </message>
    <message>
        <source>the source's folder</source>
        <translation>the source's folder</translation>
    </message>
    <message>
        <source>Asking that Python…</source>
        <translation>Asking that Python…</translation>
    </message>
    <message>
        <source>⚠ {} could not be asked: it is no Python of version 3.10 or newer.</source>
        <translation>⚠ {} could not be asked: it is no Python of version 3.10 or newer.</translation>
    </message>
    <message>
        <source>⚠ {} has no torch. Install what requirements.txt lists there.</source>
        <translation>⚠ {} has no torch. Install what requirements.txt lists there.</translation>
    </message>
    <message>
        <source>✔ torch {} in {}</source>
        <translation>✔ torch {} in {}</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Model</translation>
    </message>
    <message>
        <source>&amp;Python with torch</source>
        <translation>&amp;Python with torch</translation>
    </message>
    <message>
        <source>The Python program (or the folder of its environment) that runs the model. It needs what requirements.txt lists. Empty: the variable DSRDMPD_PYTHON, then the environment that ./run makes.</source>
        <translation>The Python program (or the folder of its environment) that runs the model. It needs what requirements.txt lists. Empty: the variable DSRDMPD_PYTHON, then the environment that ./run makes.</translation>
    </message>
    <message>
        <source>What that Python says of itself</source>
        <translation>What that Python says of itself</translation>
    </message>
    <message>
        <source>&amp;Device</source>
        <translation>&amp;Device</translation>
    </message>
    <message>
        <source>Where the model runs: auto (the fastest there is), cpu, cuda:0 for the first NVIDIA GPU, mps for Apple's</source>
        <translation>Where the model runs: auto (the fastest there is), cpu, cuda:0 for the first NVIDIA GPU, mps for Apple's</translation>
    </message>
    <message>
        <source>&amp;Keep ready for</source>
        <translation>&amp;Keep ready for</translation>
    </message>
    <message>
        <source>no time</source>
        <translation>no time</translation>
    </message>
    <message>
        <source> min</source>
        <translation> min</translation>
    </message>
    <message>
        <source>How long the process that holds the model stays after a run, so that the next one starts at once. It takes some hundred megabytes meanwhile.</source>
        <translation>How long the process that holds the model stays after a run, so that the next one starts at once. It takes some hundred megabytes meanwhile.</translation>
    </message>
    <message>
        <source>Your models</source>
        <translation>Your models</translation>
    </message>
    <message>
        <source>Weights files in this folder are offered by their names. The variable DSRDMPD_MODELS names another.</source>
        <translation>Weights files in this folder are offered by their names. The variable DSRDMPD_MODELS names another.</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Memory</translation>
    </message>
    <message>
        <source>&amp;Tile size</source>
        <translation>&amp;Tile size</translation>
    </message>
    <message>
        <source>as the model was trained</source>
        <translation>as the model was trained</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Side of the tiles in the dock's runs, a multiple of 16. Best left to the model; smaller tiles need less memory.</source>
        <translation>Side of the tiles in the dock's runs, a multiple of 16. Best left to the model; smaller tiles need less memory.</translation>
    </message>
    <message>
        <source>&amp;Most tiles at once</source>
        <translation>&amp;Most tiles at once</translation>
    </message>
    <message>
        <source>by the free memory</source>
        <translation>by the free memory</translation>
    </message>
    <message>
        <source>Limits the memory that the model takes: it grows with the tiles that go through it at once.</source>
        <translation>Limits the memory that the model takes: it grows with the tiles that go through it at once.</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Files</translation>
    </message>
    <message>
        <source>&amp;Folder of results</source>
        <translation>&amp;Folder of results</translation>
    </message>
    <message>
        <source>Where results with a name and no folder are written. Empty: beside the layer that they are made from.</source>
        <translation>Where results with a name and no folder are written. Empty: beside the layer that they are made from.</translation>
    </message>
    <message>
        <source>For a bug report</source>
        <translation>For a bug report</translation>
    </message>
    <message>
        <source>Versions, devices and models, to copy into a report</source>
        <translation>Versions, devices and models, to copy into a report</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Copy</translation>
    </message>
    <message>
        <source>Copy the text above</source>
        <translation>Copy the text above</translation>
    </message>
    <message>
        <source>⚠ No Python was found. Name one that has what requirements.txt lists.</source>
        <translation>⚠ No Python was found. Name one that has what requirements.txt lists.</translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <source>Preview of {}</source>
        <translation>Preview of {}</translation>
    </message>
    <message>
        <source>Preparing the preview</source>
        <translation>Preparing the preview</translation>
    </message>
    <message>
        <source>{} preview</source>
        <translation>{} preview</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>Draft</translation>
    </message>
    <message>
        <source>Draft. The chosen quality follows.</source>
        <translation>Draft. The chosen quality follows.</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>Paper</translation>
    </message>
    <message>
        <source>{}: what a run gives here.</source>
        <translation>{}: what a run gives here.</translation>
    </message>
    <message>
        <source>{}, seen from afar. Zoom in to see what a run gives.</source>
        <translation>{}, seen from afar. Zoom in to see what a run gives.</translation>
    </message>
</context>
<context>
    <name>RasterAlgorithm</name>
    <message>
        <source>Cancelled: no file was written.</source>
        <translation>Cancelled: no file was written.</translation>
    </message>
    <message>
        <source>The additional nodata values of the layer are not used: one value, the same in all bands, could be.</source>
        <translation>The additional nodata values of the layer are not used: one value, the same in all bands, could be.</translation>
    </message>
</context>
<context>
    <name>RunPanel</name>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Cancel</translation>
    </message>
    <message>
        <source>&amp;Dehaze</source>
        <translation>&amp;Dehaze</translation>
    </message>
    <message>
        <source>Stop the run; it leaves no file behind</source>
        <translation>Stop the run; it leaves no file behind</translation>
    </message>
    <message>
        <source>Dehaze the layer in the background (Ctrl+Return)</source>
        <translation>Dehaze the layer in the background (Ctrl+Return)</translation>
    </message>
    <message>
        <source>{} left</source>
        <translation>{} left</translation>
    </message>
    <message>
        <source>{} waiting</source>
        <translation>{} waiting</translation>
    </message>
    <message>
        <source>forget</source>
        <translation>forget</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Starting</translation>
    </message>
    <message>
        <source>Starting the model</source>
        <translation>Starting the model</translation>
    </message>
    <message>
        <source>Dehazing</source>
        <translation>Dehazing</translation>
    </message>
    <message>
        <source>Building overviews</source>
        <translation>Building overviews</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>Cancelling</source>
        <translation>Cancelling</translation>
    </message>
    <message>
        <source>{}: done in {}</source>
        <translation>{}: done in {}</translation>
    </message>
    <message>
        <source>{}: cancelled</source>
        <translation>{}: cancelled</translation>
    </message>
</context>
<context>
    <name>RunQueue</name>
    <message>
        <source>The run could not be prepared.</source>
        <translation>The run could not be prepared.</translation>
    </message>
    <message>
        <source>The run failed; the log says more.</source>
        <translation>The run failed; the log says more.</translation>
    </message>
</context>
<context>
    <name>SimulateHazeAlgorithm</name>
    <message>
        <source>Simulate haze</source>
        <translation>Simulate haze</translation>
    </message>
    <message>
        <source>haze,simulate,synthetic,fog,smoke,atmosphere,airlight,test,validation</source>
        <translation>haze,simulate,synthetic,fog,smoke,atmosphere,airlight,test,validation</translation>
    </message>
    <message>
        <source>Lays haze of known thickness over a raster, to test dehazing with.</source>
        <translation>Lays haze of known thickness over a raster, to test dehazing with.</translation>
    </message>
    <message>
        <source>Lays haze over a clear raster, so that a dehazed result can be compared with the truth: run it, dehaze its result, and compare with the source. The result lies on the same pixels and has the data type, bands, nodata, CRS and style of the source.</source>
        <translation>Lays haze over a clear raster, so that a dehazed result can be compared with the truth: run it, dehaze its result, and compare with the source. The result lies on the same pixels and has the data type, bands, nodata, CRS and style of the source.</translation>
    </message>
    <message>
        <source>The model is physical: what haze lets through of each band's light depends on the band's wavelength, blue being hazed most and infrared least, and what it takes is replaced by airlight (Koschmieder's equation). The same seed gives the same haze, and an extent gets the haze that it has in the whole raster.</source>
        <translation>The model is physical: what haze lets through of each band's light depends on the band's wavelength, blue being hazed most and infrared least, and what it takes is replaced by airlight (Koschmieder's equation). The same seed gives the same haze, and an extent gets the haze that it has in the whole raster.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Numbers&lt;/b&gt;: the mean haze thickness and the seconds it took are outputs too, for models and scripts.</source>
        <translation>&lt;b&gt;Numbers&lt;/b&gt;: the mean haze thickness and the seconds it took are outputs too, for models and scripts.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Limits&lt;/b&gt;: pixels of 8 bits are taken for display values (mixed with a gamma of 2.2), all others for values linear in light. Palette rasters, rasters with fewer than three bands and layers that are no file (web maps, virtual layers) are refused, with what to do instead.</source>
        <translation>&lt;b&gt;Limits&lt;/b&gt;: pixels of 8 bits are taken for display values (mixed with a gamma of 2.2), all others for values linear in light. Palette rasters, rasters with fewer than three bands and layers that are no file (web maps, virtual layers) are refused, with what to do instead.</translation>
    </message>
    <message>
        <source>Input layer</source>
        <translation>Input layer</translation>
    </message>
    <message>
        <source>A clear raster file with at least three bands: 8, 16 or 32-bit integers, or floats.</source>
        <translation>A clear raster file with at least three bands: 8, 16 or 32-bit integers, or floats.</translation>
    </message>
    <message>
        <source>Extent</source>
        <translation>Extent</translation>
    </message>
    <message>
        <source>The part to make, snapped outward to the layer's pixels. Empty: everything.</source>
        <translation>The part to make, snapped outward to the layer's pixels. Empty: everything.</translation>
    </message>
    <message>
        <source>Greatest thickness</source>
        <translation>Greatest thickness</translation>
    </message>
    <message>
        <source>Share of the shortest waves' light (0.443 µm) that the thickest haze takes: 0 returns the source, 0.3 is a thin veil, 0.6 clearly hazy, 1 hides the ground.</source>
        <translation>Share of the shortest waves' light (0.443 µm) that the thickest haze takes: 0 returns the source, 0.3 is a thin veil, 0.6 clearly hazy, 1 hides the ground.</translation>
    </message>
    <message>
        <source>Size of the patches (pixels)</source>
        <translation>Size of the patches (pixels)</translation>
    </message>
    <message>
        <source>How wide the patches of haze are. Empty: a quarter of the layer's longer side.</source>
        <translation>How wide the patches of haze are. Empty: a quarter of the layer's longer side.</translation>
    </message>
    <message>
        <source>Patchiness</source>
        <translation>Patchiness</translation>
    </message>
    <message>
        <source>0 is a veil of even thickness, 1 patches with clear air between them.</source>
        <translation>0 is a veil of even thickness, 1 patches with clear air between them.</translation>
    </message>
    <message>
        <source>Brightness of the haze</source>
        <translation>Brightness of the haze</translation>
    </message>
    <message>
        <source>Airlight, measured against the layer's own pixels: 0 is as dark as the darkest of a band, like smoke, 1 as bright as the brightest.</source>
        <translation>Airlight, measured against the layer's own pixels: 0 is as dark as the darkest of a band, like smoke, 1 as bright as the brightest.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Which pattern of haze. The same seed gives the same one.</source>
        <translation>Which pattern of haze. The same seed gives the same one.</translation>
    </message>
    <message>
        <source>Wavelengths (µm)</source>
        <translation>Wavelengths (µm)</translation>
    </message>
    <message>
        <source>The centre of every band in micrometres, in the bands' order, such as 0.655,0.5625,0.4825,0.865 for red, green, blue and near infrared; 0 for a band that gets no haze. Empty: taken from the file's metadata, band names (such as blue, nir, B8A) or colours.</source>
        <translation>The centre of every band in micrometres, in the bands' order, such as 0.655,0.5625,0.4825,0.865 for red, green, blue and near infrared; 0 for a band that gets no haze. Empty: taken from the file's metadata, band names (such as blue, nir, B8A) or colours.</translation>
    </message>
    <message>
        <source>Hazy</source>
        <translation>Hazy</translation>
    </message>
    <message>
        <source>The hazy raster, a compressed GeoTIFF with overviews.</source>
        <translation>The hazy raster, a compressed GeoTIFF with overviews.</translation>
    </message>
    <message>
        <source>Haze thickness</source>
        <translation>Haze thickness</translation>
    </message>
    <message>
        <source>The truth: the thickness at each pixel, from 0 (clear) to 1. Made if you name it.</source>
        <translation>The truth: the thickness at each pixel, from 0 (clear) to 1. Made if you name it.</translation>
    </message>
    <message>
        <source>Mean haze thickness (0 to 1)</source>
        <translation>Mean haze thickness (0 to 1)</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>Seconds</translation>
    </message>
    <message>
        <source>{} hazy</source>
        <translation>{} hazy</translation>
    </message>
    <message>
        <source>{} true haze</source>
        <translation>{} true haze</translation>
    </message>
    <message>
        <source>{} × {} pixels, {:.1f} s</source>
        <translation>{} × {} pixels, {:.1f} s</translation>
    </message>
    <message>
        <source>no pixel was usable</source>
        <translation>no pixel was usable</translation>
    </message>
    <message>
        <source>mean haze thickness {:.2f}</source>
        <translation>mean haze thickness {:.2f}</translation>
    </message>
</context>
<context>
    <name>SwipeTool</name>
    <message>
        <source>Before</source>
        <translation>Before</translation>
    </message>
    <message>
        <source>After</source>
        <translation>After</translation>
    </message>
</context>
</TS>
