<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1">
<context>
    <name>AreaPart</name>
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
</context>
<context>
    <name>AssessAlgorithm</name>
    <message>
        <source>Assess raster</source>
        <translation>Assess raster</translation>
    </message>
    <message>
        <source>quality,PSNR,SSIM,SAM,ERGAS,CIEDE2000,NDVI,haze,compare,accuracy,reference,metrics</source>
        <translation>quality,PSNR,SSIM,SAM,ERGAS,CIEDE2000,NDVI,haze,compare,accuracy,reference,metrics</translation>
    </message>
    <message>
        <source>Measures a raster: against a reference, before and after, or by itself.</source>
        <translation>Measures a raster: against a reference, before and after, or by itself.</translation>
    </message>
    <message>
        <source>Measures a raster of any type and number of bands. With a reference, such as the scene without haze, it says how far the raster is from it; with a raster before as well, how far that was. With a raster before alone, it says how much was changed. By itself, how hazy the raster looks.</source>
        <translation>Measures a raster of any type and number of bands. With a reference, such as the scene without haze, it says how far the raster is from it; with a raster before as well, how far that was. With a raster before alone, it says how much was changed. By itself, how hazy the raster looks.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Numbers&lt;/b&gt;: PSNR (dB), SSIM, RMSE, SAM (spectral angle, degrees), ERGAS, CIEDE2000 (colour difference), NDVI_RMSE, HAZE (mean dark channel: 0 is clear) and NDVI are outputs, and the same with _BEFORE for the raster before. They are over the pixels that are usable in all rasters.</source>
        <translation>&lt;b&gt;Numbers&lt;/b&gt;: PSNR (dB), SSIM, RMSE, SAM (spectral angle, degrees), ERGAS, CIEDE2000 (colour difference), NDVI_RMSE, HAZE (mean dark channel: 0 is clear) and NDVI are outputs, and the same with _BEFORE for the raster before. They are over the pixels that are usable in all rasters.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Limits&lt;/b&gt;: the rasters must lie on the same pixels; what they share is measured. They must be of one kind of data type. Palette rasters and complex numbers are refused.</source>
        <translation>&lt;b&gt;Limits&lt;/b&gt;: the rasters must lie on the same pixels; what they share is measured. They must be of one kind of data type. Palette rasters and complex numbers are refused.</translation>
    </message>
    <message>
        <source>Raster to assess</source>
        <translation>Raster to assess</translation>
    </message>
    <message>
        <source>The raster that is judged, such as a dehazed one.</source>
        <translation>The raster that is judged, such as a dehazed one.</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Reference</translation>
    </message>
    <message>
        <source>The truth, such as the scene without haze, on the same pixels.</source>
        <translation>The truth, such as the scene without haze, on the same pixels.</translation>
    </message>
    <message>
        <source>Raster before</source>
        <translation>Raster before</translation>
    </message>
    <message>
        <source>What the raster was made from, such as the hazy one, on the same pixels.</source>
        <translation>What the raster was made from, such as the hazy one, on the same pixels.</translation>
    </message>
    <message>
        <source>Data range</source>
        <translation>Data range</translation>
    </message>
    <message>
        <source>Range of the values, in the raster's own numbers, that PSNR and SSIM are measured against. Empty: 255 for 8 bits, else from black to white by the sensor, as the log says.</source>
        <translation>Range of the values, in the raster's own numbers, that PSNR and SSIM are measured against. Empty: 255 for 8 bits, else from black to white by the sensor, as the log says.</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Table</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>CSV files (*.csv)</translation>
    </message>
    <message>
        <source>All figures, those of each band too, as CSV. Made if you name it.</source>
        <translation>All figures, those of each band too, as CSV. Made if you name it.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Report</translation>
    </message>
    <message>
        <source>HTML files (*.html)</source>
        <translation>HTML files (*.html)</translation>
    </message>
    <message>
        <source>An HTML page with pictures, figures and charts, to keep or to print. Made if you name it.</source>
        <translation>An HTML page with pictures, figures and charts, to keep or to print. Made if you name it.</translation>
    </message>
    <message>
        <source>Usable pixels</source>
        <translation>Usable pixels</translation>
    </message>
    <message>
        <source>Red, green and blue band</source>
        <translation>Red, green and blue band</translation>
    </message>
    <message>
        <source>Exactly three bands, in this order. Empty: taken from the file's colours or band names.</source>
        <translation>Exactly three bands, in this order. Empty: taken from the file's colours or band names.</translation>
    </message>
    <message>
        <source>Bands to compare</source>
        <translation>Bands to compare</translation>
    </message>
    <message>
        <source>Empty: all of them, but for alpha.</source>
        <translation>Empty: all of them, but for alpha.</translation>
    </message>
    <message>
        <source>Near-infrared band</source>
        <translation>Near-infrared band</translation>
    </message>
    <message>
        <source>For NDVI. Empty: by the wavelengths or names of the bands.</source>
        <translation>For NDVI. Empty: by the wavelengths or names of the bands.</translation>
    </message>
    <message>
        <source>raster</source>
        <translation>raster</translation>
    </message>
    <message>
        <source>before</source>
        <translation>before</translation>
    </message>
    <message>
        <source>reference</source>
        <translation>reference</translation>
    </message>
    <message>
        <source>Range of PSNR and SSIM: {}</source>
        <translation>Range of PSNR and SSIM: {}</translation>
    </message>
</context>
<context>
    <name>BandsPart</name>
    <message>
        <source>as you chose</source>
        <translation>as you chose</translation>
    </message>
    <message>
        <source>in their usual order</source>
        <translation>in their usual order</translation>
    </message>
    <message>
        <source>by {}</source>
        <translation>by {}</translation>
    </message>
    <message>
        <source>⚠ {}: nothing in the file says which are red, green and blue</source>
        <translation>⚠ {}: nothing in the file says which are red, green and blue</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Change…</translation>
    </message>
    <message>
        <source>Fold</source>
        <translation>Fold</translation>
    </message>
    <message>
        <source>Find them again</source>
        <translation>Find them again</translation>
    </message>
    <message>
        <source>Show them on the map</source>
        <translation>Show them on the map</translation>
    </message>
    <message>
        <source>Band {}</source>
        <translation>Band {}</translation>
    </message>
</context>
<context>
    <name>Checks</name>
    <message>
        <source>There is no raster layer to dehaze. Add one with Layer, Add Layer, Add Raster Layer.</source>
        <translation>There is no raster layer to dehaze. Add one with Layer, Add Layer, Add Raster Layer.</translation>
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
        <source>Another run is going to write {}. Choose another name, or wait for it.</source>
        <translation>Another run is going to write {}. Choose another name, or wait for it.</translation>
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
    <message>
        <source>The model is not set up yet. Press “Set up the model” in the dock.</source>
        <translation>The model is not set up yet. Press “Set up the model” in the dock.</translation>
    </message>
    <message>
        <source>The layer “{}” cannot be dehazed: it has fewer than the three bands that are needed.</source>
        <translation>The layer “{}” cannot be dehazed: it has fewer than the three bands that are needed.</translation>
    </message>
</context>
<context>
    <name>Core</name>
    <message>
        <source>its header is damaged</source>
        <translation>its header is damaged</translation>
    </message>
    <message>
        <source>Download it again</source>
        <translation>Download it again</translation>
    </message>
    <message>
        <source>Check the path</source>
        <translation>Check the path</translation>
    </message>
    <message>
        <source>it is no safetensors file, or it is torn</source>
        <translation>it is no safetensors file, or it is torn</translation>
    </message>
    <message>
        <source>Download or export it again; released checkpoints go through `import-weights` first</source>
        <translation>Download or export it again; released checkpoints go through `import-weights` first</translation>
    </message>
    <message>
        <source>it is a safetensors file of another program</source>
        <translation>it is a safetensors file of another program</translation>
    </message>
    <message>
        <source>Make one with `python -m dsrdmpd import-weights` or `train`</source>
        <translation>Make one with `python -m dsrdmpd import-weights` or `train`</translation>
    </message>
    <message>
        <source>none</source>
        <translation>none</translation>
    </message>
    <message>
        <source>Name one of these or the path of a weights file</source>
        <translation>Name one of these or the path of a weights file</translation>
    </message>
    <message>
        <source>the file is torn or damaged</source>
        <translation>the file is torn or damaged</translation>
    </message>
    <message>
        <source>The weights' configuration cannot be used</source>
        <translation>The weights' configuration cannot be used</translation>
    </message>
    <message>
        <source>stage 2 has no attention heads</source>
        <translation>stage 2 has no attention heads</translation>
    </message>
    <message>
        <source>The weights file cannot be read</source>
        <translation>The weights file cannot be read</translation>
    </message>
    <message>
        <source>Update the dehazer or export the weights again</source>
        <translation>Update the dehazer or export the weights again</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Done</translation>
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
        <source>Reading the range of values</source>
        <translation>Reading the range of values</translation>
    </message>
    <message>
        <source>the step must be at least 1</source>
        <translation>the step must be at least 1</translation>
    </message>
    <message>
        <source>Adding haze</source>
        <translation>Adding haze</translation>
    </message>
    <message>
        <source>this machine or torch has none</source>
        <translation>this machine or torch has none</translation>
    </message>
    <message>
        <source>Use auto or cpu</source>
        <translation>Use auto or cpu</translation>
    </message>
    <message>
        <source>the model runs on CPU, CUDA and MPS</source>
        <translation>the model runs on CPU, CUDA and MPS</translation>
    </message>
    <message>
        <source>Use auto, cpu, cuda, cuda:N or mps</source>
        <translation>Use auto, cpu, cuda, cuda:N or mps</translation>
    </message>
    <message>
        <source>Apple GPU (mps)</source>
        <translation>Apple GPU (mps)</translation>
    </message>
    <message>
        <source>torch finds no usable NVIDIA GPU or driver</source>
        <translation>torch finds no usable NVIDIA GPU or driver</translation>
    </message>
    <message>
        <source>this torch was built without CUDA</source>
        <translation>this torch was built without CUDA</translation>
    </message>
    <message>
        <source>The images cannot be dehazed</source>
        <translation>The images cannot be dehazed</translation>
    </message>
    <message>
        <source>The noise cannot be used</source>
        <translation>The noise cannot be used</translation>
    </message>
    <message>
        <source>Download or export it again</source>
        <translation>Download or export it again</translation>
    </message>
    <message>
        <source>Change the name</source>
        <translation>Change the name</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>there is no such file</translation>
    </message>
    <message>
        <source>it holds more than tensors and could run code on this machine</source>
        <translation>it holds more than tensors and could run code on this machine</translation>
    </message>
    <message>
        <source>it is no checkpoint</source>
        <translation>it is no checkpoint</translation>
    </message>
    <message>
        <source>Nothing of it was run; ask its author for a plain state dict</source>
        <translation>Nothing of it was run; ask its author for a plain state dict</translation>
    </message>
    <message>
        <source>it is torn or no PyTorch checkpoint</source>
        <translation>it is torn or no PyTorch checkpoint</translation>
    </message>
    <message>
        <source>Import it without --ema</source>
        <translation>Import it without --ema</translation>
    </message>
    <message>
        <source>it was never updated in training, so it holds untrained weights</source>
        <translation>it was never updated in training, so it holds untrained weights</translation>
    </message>
    <message>
        <source>its 'model' is no state dict</source>
        <translation>its 'model' is no state dict</translation>
    </message>
    <message>
        <source>its noise schedule lacks betas2_cumsum</source>
        <translation>its noise schedule lacks betas2_cumsum</translation>
    </message>
    <message>
        <source>some of its entries' names are no text</source>
        <translation>some of its entries' names are no text</translation>
    </message>
    <message>
        <source>Is it a checkpoint of DS-RDMPD?</source>
        <translation>Is it a checkpoint of DS-RDMPD?</translation>
    </message>
    <message>
        <source>it holds no tensors</source>
        <translation>it holds no tensors</translation>
    </message>
    <message>
        <source>Choose a folder that can be written</source>
        <translation>Choose a folder that can be written</translation>
    </message>
    <message>
        <source>The raster cannot be dehazed</source>
        <translation>The raster cannot be dehazed</translation>
    </message>
    <message>
        <source>Run again on the CPU (device 'cpu'), or with another model</source>
        <translation>Run again on the CPU (device 'cpu'), or with another model</translation>
    </message>
    <message>
        <source>The raster cannot be used</source>
        <translation>The raster cannot be used</translation>
    </message>
    <message>
        <source>The raster's position on the map cannot be used</source>
        <translation>The raster's position on the map cannot be used</translation>
    </message>
    <message>
        <source>Georeference the raster again</source>
        <translation>Georeference the raster again</translation>
    </message>
    <message>
        <source>it has no area</source>
        <translation>it has no area</translation>
    </message>
    <message>
        <source>Give xmin, ymin, xmax, ymax with xmin below xmax and ymin below ymax</source>
        <translation>Give xmin, ymin, xmax, ymax with xmin below xmax and ymin below ymax</translation>
    </message>
    <message>
        <source>Choose an extent that overlaps the raster, in the raster's own coordinate reference system</source>
        <translation>Choose an extent that overlaps the raster, in the raster's own coordinate reference system</translation>
    </message>
    <message>
        <source>it has no pixels</source>
        <translation>it has no pixels</translation>
    </message>
    <message>
        <source>Choose another raster</source>
        <translation>Choose another raster</translation>
    </message>
    <message>
        <source>Expand it first with Raster &gt; Conversion &gt; PCT to RGB, or with gdal_translate -expand rgb</source>
        <translation>Expand it first with Raster &gt; Conversion &gt; PCT to RGB, or with gdal_translate -expand rgb</translation>
    </message>
    <message>
        <source>Stack three bands first with Raster &gt; Miscellaneous &gt; Build Virtual Raster, or gdalbuildvrt -separate</source>
        <translation>Stack three bands first with Raster &gt; Miscellaneous &gt; Build Virtual Raster, or gdalbuildvrt -separate</translation>
    </message>
    <message>
        <source>Choose other band numbers</source>
        <translation>Choose other band numbers</translation>
    </message>
    <message>
        <source>Convert it first with gdal_translate -ot Float32 (or -ot Int32 for whole numbers)</source>
        <translation>Convert it first with gdal_translate -ot Float32 (or -ot Int32 for whole numbers)</translation>
    </message>
    <message>
        <source>Convert it first to one type with gdal_translate -ot</source>
        <translation>Convert it first to one type with gdal_translate -ot</translation>
    </message>
    <message>
        <source>Leave that band out with gdal_translate -b, or convert all bands to its type with -ot</source>
        <translation>Leave that band out with gdal_translate -b, or convert all bands to its type with -ot</translation>
    </message>
    <message>
        <source>Give them one value first with gdalwarp -dstnodata</source>
        <translation>Give them one value first with gdalwarp -dstnodata</translation>
    </message>
    <message>
        <source>Warp it first with Raster &gt; Projections &gt; Warp, or with gdalwarp</source>
        <translation>Warp it first with Raster &gt; Projections &gt; Warp, or with gdalwarp</translation>
    </message>
    <message>
        <source>GDAL does not say why</source>
        <translation>GDAL does not say why</translation>
    </message>
    <message>
        <source>it was closed</source>
        <translation>it was closed</translation>
    </message>
    <message>
        <source>GDAL returned nothing and gave no reason</source>
        <translation>GDAL returned nothing and gave no reason</translation>
    </message>
    <message>
        <source>Give one for each band, in micrometres, and 0 for a band that gets no haze</source>
        <translation>Give one for each band, in micrometres, and 0 for a band that gets no haze</translation>
    </message>
    <message>
        <source>no band would get haze</source>
        <translation>no band would get haze</translation>
    </message>
    <message>
        <source>Give at least one band its wavelength</source>
        <translation>Give at least one band its wavelength</translation>
    </message>
    <message>
        <source>The haze cannot be computed</source>
        <translation>The haze cannot be computed</translation>
    </message>
    <message>
        <source>the result is a GeoTIFF</source>
        <translation>the result is a GeoTIFF</translation>
    </message>
    <message>
        <source>Let the name end in .tif or .tiff</source>
        <translation>Let the name end in .tif or .tiff</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>it is a folder</translation>
    </message>
    <message>
        <source>Choose a file name</source>
        <translation>Choose a file name</translation>
    </message>
    <message>
        <source>it is the raster that is read</source>
        <translation>it is the raster that is read</translation>
    </message>
    <message>
        <source>Choose another file name</source>
        <translation>Choose another file name</translation>
    </message>
    <message>
        <source>Create it, or choose another one</source>
        <translation>Create it, or choose another one</translation>
    </message>
    <message>
        <source>Free some space, choose another disk, or dehaze a smaller extent</source>
        <translation>Free some space, choose another disk, or dehaze a smaller extent</translation>
    </message>
    <message>
        <source>Choose another folder</source>
        <translation>Choose another folder</translation>
    </message>
    <message>
        <source>Close it in other programs, or remove its layer</source>
        <translation>Close it in other programs, or remove its layer</translation>
    </message>
    <message>
        <source>The results cannot be written</source>
        <translation>The results cannot be written</translation>
    </message>
    <message>
        <source>both have the same name</source>
        <translation>both have the same name</translation>
    </message>
    <message>
        <source>Name one of them otherwise</source>
        <translation>Name one of them otherwise</translation>
    </message>
    <message>
        <source>The dehazing process answered with the wrong array</source>
        <translation>The dehazing process answered with the wrong array</translation>
    </message>
    <message>
        <source>Restart QGIS and run again</source>
        <translation>Restart QGIS and run again</translation>
    </message>
    <message>
        <source>The model gave values that are not numbers</source>
        <translation>The model gave values that are not numbers</translation>
    </message>
    <message>
        <source>Try the device cpu or another model</source>
        <translation>Try the device cpu or another model</translation>
    </message>
    <message>
        <source>The dehazing process could not be started</source>
        <translation>The dehazing process could not be started</translation>
    </message>
    <message>
        <source>A batch of tiles cannot be sent</source>
        <translation>A batch of tiles cannot be sent</translation>
    </message>
    <message>
        <source>The dehazing process does not fit this plugin</source>
        <translation>The dehazing process does not fit this plugin</translation>
    </message>
    <message>
        <source>Restart QGIS, so that both come from the same version</source>
        <translation>Restart QGIS, so that both come from the same version</translation>
    </message>
    <message>
        <source>There is not enough memory to dehaze a single tile</source>
        <translation>There is not enough memory to dehaze a single tile</translation>
    </message>
    <message>
        <source>Choose a smaller tile size, the device cpu, or close other programs</source>
        <translation>Choose a smaller tile size, the device cpu, or close other programs</translation>
    </message>
    <message>
        <source>The dehazing process failed twice at the same tiles</source>
        <translation>The dehazing process failed twice at the same tiles</translation>
    </message>
    <message>
        <source>The dehazing process cannot be started</source>
        <translation>The dehazing process cannot be started</translation>
    </message>
    <message>
        <source>Name another Python</source>
        <translation>Name another Python</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unknown</translation>
    </message>
    <message>
        <source>closed its pipe</source>
        <translation>closed its pipe</translation>
    </message>
    <message>
        <source>DSRDMPD_PYTHON</source>
        <translation>DSRDMPD_PYTHON</translation>
    </message>
    <message>
        <source>The Python that was chosen cannot run the model</source>
        <translation>The Python that was chosen cannot run the model</translation>
    </message>
    <message>
        <source>that is QGIS itself, which would open a second time</source>
        <translation>that is QGIS itself, which would open a second time</translation>
    </message>
    <message>
        <source>the arrays do not fill the payload</source>
        <translation>the arrays do not fill the payload</translation>
    </message>
    <message>
        <source>a message has an unreadable header</source>
        <translation>a message has an unreadable header</translation>
    </message>
    <message>
        <source>a message broke off in the middle</source>
        <translation>a message broke off in the middle</translation>
    </message>
    <message>
        <source>A message to or from the dehazing process is too large</source>
        <translation>A message to or from the dehazing process is too large</translation>
    </message>
    <message>
        <source>Use a smaller batch or tile size</source>
        <translation>Use a smaller batch or tile size</translation>
    </message>
    <message>
        <source>The dehazing process and its parent do not understand each other</source>
        <translation>The dehazing process and its parent do not understand each other</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Run again</translation>
    </message>
    <message>
        <source>The model stopped with an error</source>
        <translation>The model stopped with an error</translation>
    </message>
    <message>
        <source>There is not enough memory for the model</source>
        <translation>There is not enough memory for the model</translation>
    </message>
    <message>
        <source>Close other programs, choose a smaller tile size, or the device cpu</source>
        <translation>Close other programs, choose a smaller tile size, or the device cpu</translation>
    </message>
    <message>
        <source>the view does not show it</source>
        <translation>the view does not show it</translation>
    </message>
    <message>
        <source>Zoom to the layer</source>
        <translation>Zoom to the layer</translation>
    </message>
    <message>
        <source>Set the project's CRS to that of the layer</source>
        <translation>Set the project's CRS to that of the layer</translation>
    </message>
    <message>
        <source>The preview failed</source>
        <translation>The preview failed</translation>
    </message>
    <message>
        <source>See the log</source>
        <translation>See the log</translation>
    </message>
    <message>
        <source>it is no rectangle in the layer's coordinate reference system</source>
        <translation>it is no rectangle in the layer's coordinate reference system</translation>
    </message>
    <message>
        <source>Give xmin,xmax,ymin,ymax with the CRS in brackets, such as 10,11,50,51 [EPSG:4326]</source>
        <translation>Give xmin,xmax,ymin,ymax with the CRS in brackets, such as 10,11,50,51 [EPSG:4326]</translation>
    </message>
    <message>
        <source>it is no number</source>
        <translation>it is no number</translation>
    </message>
    <message>
        <source>Give one, or leave it empty</source>
        <translation>Give one, or leave it empty</translation>
    </message>
    <message>
        <source>it is no whole number</source>
        <translation>it is no whole number</translation>
    </message>
    <message>
        <source>three different band numbers are needed, for red, green and blue</source>
        <translation>three different band numbers are needed, for red, green and blue</translation>
    </message>
    <message>
        <source>Give them in this order, such as 4,3,2, or leave BANDS empty</source>
        <translation>Give them in this order, such as 4,3,2, or leave BANDS empty</translation>
    </message>
    <message>
        <source>Name one of these</source>
        <translation>Name one of these</translation>
    </message>
    <message>
        <source>Name one of these, or add a weights file to the folder that `python -m dsrdmpd info` names</source>
        <translation>Name one of these, or add a weights file to the folder that `python -m dsrdmpd info` names</translation>
    </message>
    <message>
        <source>they are no list of numbers</source>
        <translation>they are no list of numbers</translation>
    </message>
    <message>
        <source>Give micrometres with points and commas, such as 0.655,0.5625,0.4825, or leave WAVELENGTHS empty</source>
        <translation>Give micrometres with points and commas, such as 0.655,0.5625,0.4825, or leave WAVELENGTHS empty</translation>
    </message>
    <message>
        <source>the settings</source>
        <translation>the settings</translation>
    </message>
    <message>
        <source>Choose another file name, or remove that layer first</source>
        <translation>Choose another file name, or remove that layer first</translation>
    </message>
    <message>
        <source>There is no precision '{precision}'</source>
        <translation>There is no precision '{precision}'</translation>
    </message>
    <message>
        <source>their shape is {shape}, not (b, 3, h, w)</source>
        <translation>their shape is {shape}, not (b, 3, h, w)</translation>
    </message>
    <message>
        <source>its shape is {its}, not {other}</source>
        <translation>its shape is {its}, not {other}</translation>
    </message>
    <message>
        <source>the schedule has {timesteps}</source>
        <translation>the schedule has {timesteps}</translation>
    </message>
    <message>
        <source>Use one of {names}</source>
        <translation>Use one of {names}</translation>
    </message>
    <message>
        <source>The device {name} cannot be used</source>
        <translation>The device {name} cannot be used</translation>
    </message>
    <message>
        <source>CPU, {cores} cores ({machine})</source>
        <translation>CPU, {cores} cores ({machine})</translation>
    </message>
    <message>
        <source>There is no device '{name}'</source>
        <translation>There is no device '{name}'</translation>
    </message>
    <message>
        <source>this torch sees {count} CUDA devices</source>
        <translation>this torch sees {count} CUDA devices</translation>
    </message>
    <message>
        <source>{name} cannot be used as weights</source>
        <translation>{name} cannot be used as weights</translation>
    </message>
    <message>
        <source>{name} cannot be used</source>
        <translation>{name} cannot be used</translation>
    </message>
    <message>
        <source>a weights file ends in {suffix}</source>
        <translation>a weights file ends in {suffix}</translation>
    </message>
    <message>
        <source>{name} cannot be used as {stage}</source>
        <translation>{name} cannot be used as {stage}</translation>
    </message>
    <message>
        <source>it has no tensor {tensor}</source>
        <translation>it has no tensor {tensor}</translation>
    </message>
    <message>
        <source>{count} tensors hold NaN or infinity: {tensors}</source>
        <translation>{count} tensors hold NaN or infinity: {tensors}</translation>
    </message>
    <message>
        <source>{path} cannot be written</source>
        <translation>{path} cannot be written</translation>
    </message>
    <message>
        <source>The checkpoint {path} cannot be read</source>
        <translation>The checkpoint {path} cannot be read</translation>
    </message>
    <message>
        <source>{name} cannot be read</source>
        <translation>{name} cannot be read</translation>
    </message>
    <message>
        <source>it holds a {kind}, not a state dict</source>
        <translation>it holds a {kind}, not a state dict</translation>
    </message>
    <message>
        <source>{name} has no moving average</source>
        <translation>{name} has no moving average</translation>
    </message>
    <message>
        <source>it has surplus entries: {entries}</source>
        <translation>it has surplus entries: {entries}</translation>
    </message>
    <message>
        <source>its noise schedule is not the published one ({key} differs)</source>
        <translation>its noise schedule is not the published one ({key} differs)</translation>
    </message>
    <message>
        <source>these entries are no plain tensors: {entries}</source>
        <translation>these entries are no plain tensors: {entries}</translation>
    </message>
    <message>
        <source>{count} tensors are missing: {tensors}</source>
        <translation>{count} tensors are missing: {tensors}</translation>
    </message>
    <message>
        <source>{count} tensors are surplus: {tensors}</source>
        <translation>{count} tensors are surplus: {tensors}</translation>
    </message>
    <message>
        <source>{count} shapes differ: {tensors}</source>
        <translation>{count} shapes differ: {tensors}</translation>
    </message>
    <message>
        <source>it has a tensor '{tensor}' of no stage</source>
        <translation>it has a tensor '{tensor}' of no stage</translation>
    </message>
    <message>
        <source>{name} was refused</source>
        <translation>{name} was refused</translation>
    </message>
    <message>
        <source>The moving average in {name} cannot be used</source>
        <translation>The moving average in {name} cannot be used</translation>
    </message>
    <message>
        <source>its '{key}' is no number</source>
        <translation>its '{key}' is no number</translation>
    </message>
    <message>
        <source>{name} does not fit {stage}</source>
        <translation>{name} does not fit {stage}</translation>
    </message>
    <message>
        <source>There is no model '{model}'</source>
        <translation>There is no model '{model}'</translation>
    </message>
    <message>
        <source>installed are: {names}</source>
        <translation>installed are: {names}</translation>
    </message>
    <message>
        <source>{name} is {value}, no {kind}</source>
        <translation>{name} is {value}, no {kind}</translation>
    </message>
    <message>
        <source>stage 1's width {width} is not a multiple of 8</source>
        <translation>stage 1's width {width} is not a multiple of 8</translation>
    </message>
    <message>
        <source>stage 2's width {width} is not a multiple of 8</source>
        <translation>stage 2's width {width} is not a multiple of 8</translation>
    </message>
    <message>
        <source>the schedule has {timesteps} timesteps</source>
        <translation>the schedule has {timesteps} timesteps</translation>
    </message>
    <message>
        <source>sum_scale is {value}</source>
        <translation>sum_scale is {value}</translation>
    </message>
    <message>
        <source>its task '{task}' is none of {tasks}</source>
        <translation>its task '{task}' is none of {tasks}</translation>
    </message>
    <message>
        <source>standard_steps is {value}</source>
        <translation>standard_steps is {value}</translation>
    </message>
    <message>
        <source>refined_from is {value}</source>
        <translation>refined_from is {value}</translation>
    </message>
    <message>
        <source>the tile size {side} is not a multiple of 16 of at least 64</source>
        <translation>the tile size {side} is not a multiple of 16 of at least 64</translation>
    </message>
    <message>
        <source>The weights file {path} cannot be read</source>
        <translation>The weights file {path} cannot be read</translation>
    </message>
    <message>
        <source>it has format {its} and this version reads format {ours}</source>
        <translation>it has format {its} and this version reads format {ours}</translation>
    </message>
    <message>
        <source>its configuration is damaged ({error})</source>
        <translation>its configuration is damaged ({error})</translation>
    </message>
    <message>
        <source>Looking at the whole scene</source>
        <translation>Looking at the whole scene</translation>
    </message>
    <message>
        <source>The {name} {value} cannot be used</source>
        <translation>The {name} {value} cannot be used</translation>
    </message>
    <message>
        <source>it is not a multiple of {step} pixels</source>
        <translation>it is not a multiple of {step} pixels</translation>
    </message>
    <message>
        <source>was ended by signal {number} ({name})</source>
        <translation>was ended by signal {number} ({name})</translation>
    </message>
    <message>
        <source>; its last words were: {lines}</source>
        <translation>; its last words were: {lines}</translation>
    </message>
    <message>
        <source>sent nonsense ({nonsense})</source>
        <translation>sent nonsense ({nonsense})</translation>
    </message>
    <message>
        <source>ended with exit status {status}</source>
        <translation>ended with exit status {status}</translation>
    </message>
    <message>
        <source>did not answer within {seconds:.0f} s</source>
        <translation>did not answer within {seconds:.0f} s</translation>
    </message>
    <message>
        <source>gave no sign of life for {seconds:.0f} s</source>
        <translation>gave no sign of life for {seconds:.0f} s</translation>
    </message>
    <message>
        <source>it {ended} before it was ready{output}</source>
        <translation>it {ended} before it was ready{output}</translation>
    </message>
    <message>
        <source>Check that {python} can import torch</source>
        <translation>Check that {python} can import torch</translation>
    </message>
    <message>
        <source>it has shape {shape} and dtype {dtype}</source>
        <translation>it has shape {shape} and dtype {dtype}</translation>
    </message>
    <message>
        <source>{tiles} tiles have {positions} positions</source>
        <translation>{tiles} tiles have {positions} positions</translation>
    </message>
    <message>
        <source>Memory does not hold {tiles} tiles at once; going on with {fewer}.</source>
        <translation>Memory does not hold {tiles} tiles at once; going on with {fewer}.</translation>
    </message>
    <message>
        <source>The dehazing process {ended}; it is started again.</source>
        <translation>The dehazing process {ended}; it is started again.</translation>
    </message>
    <message>
        <source>{dtype} {shape} instead of float32 {wanted}</source>
        <translation>{dtype} {shape} instead of float32 {wanted}</translation>
    </message>
    <message>
        <source>in the tiles that begin at row {row}</source>
        <translation>in the tiles that begin at row {row}</translation>
    </message>
    <message>
        <source>it {ended}{output}</source>
        <translation>it {ended}{output}</translation>
    </message>
    <message>
        <source>it speaks version {its} of the protocol and the plugin version {ours}</source>
        <translation>it speaks version {its} of the protocol and the plugin version {ours}</translation>
    </message>
    <message>
        <source>{python} lacks the module '{module}'</source>
        <translation>{python} lacks the module '{module}'</translation>
    </message>
    <message>
        <source>Install it there, or name another Python in the settings or in {variable}</source>
        <translation>Install it there, or name another Python in the settings or in {variable}</translation>
    </message>
    <message>
        <source>there is no {path}</source>
        <translation>there is no {path}</translation>
    </message>
    <message>
        <source>The Python that {origin} names cannot be used</source>
        <translation>The Python that {origin} names cannot be used</translation>
    </message>
    <message>
        <source>{path} is not a program that may be run</source>
        <translation>{path} is not a program that may be run</translation>
    </message>
    <message>
        <source>a message begins with {start}</source>
        <translation>a message begins with {start}</translation>
    </message>
    <message>
        <source>there is no message '{kind}' of that form</source>
        <translation>there is no message '{kind}' of that form</translation>
    </message>
    <message>
        <source>an array is described as {entry}</source>
        <translation>an array is described as {entry}</translation>
    </message>
    <message>
        <source>header {header} of {most_header} bytes, payload {payload} of {most_payload}</source>
        <translation>header {header} of {most_header} bytes, payload {payload} of {most_payload}</translation>
    </message>
    <message>
        <source>Try the device cpu, or report this with the end of {log}</source>
        <translation>Try the device cpu, or report this with the end of {log}</translation>
    </message>
    <message>
        <source>BANDS '{value}' cannot be used</source>
        <translation>BANDS '{value}' cannot be used</translation>
    </message>
    <message>
        <source>there is no folder {folder}</source>
        <translation>there is no folder {folder}</translation>
    </message>
    <message>
        <source>no file can be made in {folder} ({reason})</source>
        <translation>no file can be made in {folder} ({reason})</translation>
    </message>
    <message>
        <source>it may take {needed} and {folder} has {left} left</source>
        <translation>it may take {needed} and {folder} has {left} left</translation>
    </message>
    <message>
        <source>No haze field can be found</source>
        <translation>No haze field can be found</translation>
    </message>
    <message>
        <source>the weights have none</source>
        <translation>the weights have none</translation>
    </message>
    <message>
        <source>Model {name} on {device}</source>
        <translation>Model {name} on {device}</translation>
    </message>
    <message>
        <source>Method {title}; it needs no model</source>
        <translation>Method {title}; it needs no model</translation>
    </message>
    <message>
        <source>the field's width {width} is not a multiple of 8</source>
        <translation>the field's width {width} is not a multiple of 8</translation>
    </message>
    <message>
        <source>the field's depth is {depth}</source>
        <translation>the field's depth is {depth}</translation>
    </message>
    <message>
        <source>the field's view_px is {view_px}</source>
        <translation>the field's view_px is {view_px}</translation>
    </message>
    <message>
        <source>{name} cannot be dehazed</source>
        <translation>{name} cannot be dehazed</translation>
    </message>
    <message>
        <source>it holds {count} rasters and does not say which one to take</source>
        <translation>it holds {count} rasters and does not say which one to take</translation>
    </message>
    <message>
        <source>Open one of them by its own name, such as {example}</source>
        <translation>Open one of them by its own name, such as {example}</translation>
    </message>
    <message>
        <source>band {number} holds palette indices instead of colours</source>
        <translation>band {number} holds palette indices instead of colours</translation>
    </message>
    <message>
        <source>The bands {bands} cannot be used</source>
        <translation>The bands {bands} cannot be used</translation>
    </message>
    <message>
        <source>red, green and blue must be three different bands from 1 to {count}</source>
        <translation>red, green and blue must be three different bands from 1 to {count}</translation>
    </message>
    <message>
        <source>it has {count} bands, and red, green and blue are needed</source>
        <translation>it has {count} bands, and red, green and blue are needed</translation>
    </message>
    <message>
        <source>it has 1 band, and red, green and blue are needed</source>
        <translation>it has 1 band, and red, green and blue are needed</translation>
    </message>
    <message>
        <source>pixels of type {types} are not supported</source>
        <translation>pixels of type {types} are not supported</translation>
    </message>
    <message>
        <source>its red, green and blue band are of different types ({types})</source>
        <translation>its red, green and blue band are of different types ({types})</translation>
    </message>
    <message>
        <source>a GeoTIFF of its colours' type {type} cannot hold band {number} ({other})</source>
        <translation>a GeoTIFF of its colours' type {type} cannot hold band {number} ({other})</translation>
    </message>
    <message>
        <source>its colour bands differ in nodata value ({values}), and a GeoTIFF keeps only one</source>
        <translation>its colour bands differ in nodata value ({values}), and a GeoTIFF keeps only one</translation>
    </message>
    <message>
        <source>the nodata value of band {number} is {value} and that of the colour bands {colours}, and a GeoTIFF keeps only one</source>
        <translation>the nodata value of band {number} is {value} and that of the colour bands {colours}, and a GeoTIFF keeps only one</translation>
    </message>
    <message>
        <source>it is placed on the map by ground control points only</source>
        <translation>it is placed on the map by ground control points only</translation>
    </message>
    <message>
        <source>it is placed on the map by geolocation arrays only</source>
        <translation>it is placed on the map by geolocation arrays only</translation>
    </message>
    <message>
        <source>values that are not finite came back for the tile at {place}</source>
        <translation>values that are not finite came back for the tile at {place}</translation>
    </message>
    <message>
        <source>its size is {width} x {height} pixels</source>
        <translation>its size is {width} x {height} pixels</translation>
    </message>
    <message>
        <source>its geotransform {terms} does not spread the pixels over an area</source>
        <translation>its geotransform {terms} does not spread the pixels over an area</translation>
    </message>
    <message>
        <source>The extent {bounds} cannot be used</source>
        <translation>The extent {bounds} cannot be used</translation>
    </message>
    <message>
        <source>The extent {bounds} cannot be dehazed</source>
        <translation>The extent {bounds} cannot be dehazed</translation>
    </message>
    <message>
        <source>it lies outside the raster, which covers {covered}</source>
        <translation>it lies outside the raster, which covers {covered}</translation>
    </message>
    <message>
        <source>The preview cannot be kept in memory</source>
        <translation>The preview cannot be kept in memory</translation>
    </message>
    <message>
        <source>Close other programs</source>
        <translation>Close other programs</translation>
    </message>
    <message>
        <source>8-bit values are taken for a picture</source>
        <translation>8-bit values are taken for a picture</translation>
    </message>
    <message>
        <source>The 16-bit values are an 8-bit picture's, times 257, and are taken for one</source>
        <translation>The 16-bit values are an 8-bit picture's, times 257, and are taken for one</translation>
    </message>
    <message>
        <source>Values are taken for {sensor}, by {evidence}</source>
        <translation>Values are taken for {sensor}, by {evidence}</translation>
    </message>
    <message>
        <source>No sensor is known: values from {low:.6g} to {high:.6g} are taken for light from black to white</source>
        <translation>No sensor is known: values from {low:.6g} to {high:.6g} are taken for light from black to white</translation>
    </message>
    <message>
        <source>No pixel is usable</source>
        <translation>No pixel is usable</translation>
    </message>
    <message>
        <source>Check the path, and that GDAL reads this format</source>
        <translation>Check the path, and that GDAL reads this format</translation>
    </message>
    <message>
        <source>{name} cannot be opened</source>
        <translation>{name} cannot be opened</translation>
    </message>
    <message>
        <source>{path} cannot be closed</source>
        <translation>{path} cannot be closed</translation>
    </message>
    <message>
        <source>The file may be damaged: check it with gdalinfo -checksum</source>
        <translation>The file may be damaged: check it with gdalinfo -checksum</translation>
    </message>
    <message>
        <source>The bands of {path} cannot be read</source>
        <translation>The bands of {path} cannot be read</translation>
    </message>
    <message>
        <source>The metadata of {path} cannot be read</source>
        <translation>The metadata of {path} cannot be read</translation>
    </message>
    <message>
        <source>{path} cannot be read</source>
        <translation>{path} cannot be read</translation>
    </message>
    <message>
        <source>Close the file in other programs, or remove its layer, and try again</source>
        <translation>Close the file in other programs, or remove its layer, and try again</translation>
    </message>
    <message>
        <source>Check that the disk has room and the folder is writable</source>
        <translation>Check that the disk has room and the folder is writable</translation>
    </message>
    <message>
        <source>There is no quality '{name}'</source>
        <translation>There is no quality '{name}'</translation>
    </message>
    <message>
        <source>it must lie between {low:.10g} and {high:.10g}</source>
        <translation>it must lie between {low:.10g} and {high:.10g}</translation>
    </message>
    <message>
        <source>The tile size {size} cannot be used</source>
        <translation>The tile size {size} cannot be used</translation>
    </message>
    <message>
        <source>Use {size}</source>
        <translation>Use {size}</translation>
    </message>
    <message>
        <source>A preview cannot show every {step}th pixel</source>
        <translation>A preview cannot show every {step}th pixel</translation>
    </message>
    <message>
        <source>the file's own scale {scale:g} and offset {offset:g}</source>
        <translation>the file's own scale {scale:g} and offset {offset:g}</translation>
    </message>
    <message>
        <source>reflectance</source>
        <translation>reflectance</translation>
    </message>
    <message>
        <source>its name or metadata, {found}</source>
        <translation>its name or metadata, {found}</translation>
    </message>
    <message>
        <source>its numbers</source>
        <translation>its numbers</translation>
    </message>
    <message>
        <source>reflectance × 10 000</source>
        <translation>reflectance × 10 000</translation>
    </message>
    <message>
        <source>its metadata</source>
        <translation>its metadata</translation>
    </message>
    <message>
        <source>Haze by wavelength: {bands}</source>
        <translation>Haze by wavelength: {bands}</translation>
    </message>
    <message>
        <source>band {number} {um:g} µm</source>
        <translation>band {number} {um:g} µm</translation>
    </message>
    <message>
        <source>band {number} none</source>
        <translation>band {number} none</translation>
    </message>
    <message>
        <source>The wavelengths {given} cannot be used</source>
        <translation>The wavelengths {given} cannot be used</translation>
    </message>
    <message>
        <source>there are {count} of them and {bands} bands</source>
        <translation>there are {count} of them and {bands} bands</translation>
    </message>
    <message>
        <source>{um:g} does not lie between {low:g} and {high:g}, where sunlight does</source>
        <translation>{um:g} does not lie between {low:g} and {high:g}, where sunlight does</translation>
    </message>
    <message>
        <source>Give micrometres</source>
        <translation>Give micrometres</translation>
    </message>
    <message>
        <source>Give micrometres, so {um:g} for {nm:g} nm</source>
        <translation>Give micrometres, so {um:g} for {nm:g} nm</translation>
    </message>
    <message>
        <source>Give the wavelengths of all bands in micrometres, such as {example}; 0 leaves a band as it is</source>
        <translation>Give the wavelengths of all bands in micrometres, such as {example}; 0 leaves a band as it is</translation>
    </message>
    <message>
        <source>the file does not say what light bands {bands} see</source>
        <translation>the file does not say what light bands {bands} see</translation>
    </message>
    <message>
        <source>the file does not say what light band {band} sees</source>
        <translation>the file does not say what light band {band} sees</translation>
    </message>
    <message>
        <source>{parameter} '{value}' cannot be used</source>
        <translation>{parameter} '{value}' cannot be used</translation>
    </message>
    <message>
        <source>there are: {offered}</source>
        <translation>there are: {offered}</translation>
    </message>
    <message>
        <source>WAVELENGTHS '{value}' cannot be used</source>
        <translation>WAVELENGTHS '{value}' cannot be used</translation>
    </message>
    <message>
        <source>it is open as the layer '{name}'</source>
        <translation>it is open as the layer '{name}'</translation>
    </message>
    <message>
        <source>its place in the map's coordinate reference system cannot be found ({reason})</source>
        <translation>its place in the map's coordinate reference system cannot be found ({reason})</translation>
    </message>
    <message>
        <source>There is no preview of '{layer}'</source>
        <translation>There is no preview of '{layer}'</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>steps</translation>
    </message>
    <message>
        <source>strength</source>
        <translation>strength</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>seed</translation>
    </message>
    <message>
        <source>batch size</source>
        <translation>batch size</translation>
    </message>
    <message>
        <source>tile size</source>
        <translation>tile size</translation>
    </message>
    <message>
        <source>thickness</source>
        <translation>thickness</translation>
    </message>
    <message>
        <source>pattern size</source>
        <translation>pattern size</translation>
    </message>
    <message>
        <source>patchiness</source>
        <translation>patchiness</translation>
    </message>
    <message>
        <source>airlight</source>
        <translation>airlight</translation>
    </message>
    <message>
        <source>Dark channel prior (He 2011)</source>
        <translation>Dark channel prior (He 2011)</translation>
    </message>
    <message>
        <source>Dark object subtraction (Chavez 1988)</source>
        <translation>Dark object subtraction (Chavez 1988)</translation>
    </message>
    <message>
        <source>coarse_from is {value}</source>
        <translation>coarse_from is {value}</translation>
    </message>
    <message>
        <source>this torch is made for CPUs; the settings can set the model up for the {name}</source>
        <translation>this torch is made for CPUs; the settings can set the model up for the {name}</translation>
    </message>
    <message>
        <source>torch cannot use the driver of the {name}</source>
        <translation>torch cannot use the driver of the {name}</translation>
    </message>
    <message>
        <source>{device}, the processor</source>
        <translation>{device}, the processor</translation>
    </message>
    <message>
        <source>{device}, the Mac's GPU</source>
        <translation>{device}, the Mac's GPU</translation>
    </message>
    <message>
        <source>cuda:{index}, {name} ({free} GB free)</source>
        <translation>cuda:{index}, {name} ({free} GB free)</translation>
    </message>
    <message>
        <source>cuda:{index}, {name}</source>
        <translation>cuda:{index}, {name}</translation>
    </message>
    <message>
        <source>The model is not set up yet</source>
        <translation>The model is not set up yet</translation>
    </message>
    <message>
        <source>there is no Python with torch to run it</source>
        <translation>there is no Python with torch to run it</translation>
    </message>
    <message>
        <source>Press “Set up the model” in the dock (Raster menu, Dehaze), or run `{command}` in {folder}</source>
        <translation>Press “Set up the model” in the dock (Raster menu, Dehaze), or run `{command}` in {folder}</translation>
    </message>
    <message>
        <source>Name a Python that has torch, or clear {origin} and set the model up in the dock</source>
        <translation>Name a Python that has torch, or clear {origin} and set the model up in the dock</translation>
    </message>
    <message>
        <source>it is not set up; `{command}` does that</source>
        <translation>it is not set up; `{command}` does that</translation>
    </message>
    <message>
        <source>the managed environment</source>
        <translation>the managed environment</translation>
    </message>
    <message>
        <source>this checkout</source>
        <translation>this checkout</translation>
    </message>
    <message>
        <source>it answers like no Python</source>
        <translation>it answers like no Python</translation>
    </message>
    <message>
        <source>this computer has the {name}</source>
        <translation>this computer has the {name}</translation>
    </message>
    <message>
        <source>it was asked for</source>
        <translation>it was asked for</translation>
    </message>
    <message>
        <source>no NVIDIA graphics card was found</source>
        <translation>no NVIDIA graphics card was found</translation>
    </message>
    <message>
        <source>there is one build for this computer</source>
        <translation>there is one build for this computer</translation>
    </message>
    <message>
        <source>the driver {driver} of the {name} is too old, torch wants {least}; update the driver</source>
        <translation>the driver {driver} of the {name} is too old, torch wants {least}; update the driver</translation>
    </message>
    <message>
        <source>the {name} is too old for this torch</source>
        <translation>the {name} is too old for this torch</translation>
    </message>
    <message>
        <source>the {name} has too little memory</source>
        <translation>the {name} has too little memory</translation>
    </message>
    <message>
        <source>The model could not be set up</source>
        <translation>The model could not be set up</translation>
    </message>
    <message>
        <source>Name auto, cpu or cuda</source>
        <translation>Name auto, cpu or cuda</translation>
    </message>
    <message>
        <source>Name the folder of wheels</source>
        <translation>Name the folder of wheels</translation>
    </message>
    <message>
        <source>there is no device {device}</source>
        <translation>there is no device {device}</translation>
    </message>
    <message>
        <source>{path} could not be removed whole</source>
        <translation>{path} could not be removed whole</translation>
    </message>
    <message>
        <source>a program still uses it</source>
        <translation>a program still uses it</translation>
    </message>
    <message>
        <source>Leave QGIS and try again</source>
        <translation>Leave QGIS and try again</translation>
    </message>
    <message>
        <source>Making an environment</source>
        <translation>Making an environment</translation>
    </message>
    <message>
        <source>Trying it out</source>
        <translation>Trying it out</translation>
    </message>
    <message>
        <source>Putting it in its place</source>
        <translation>Putting it in its place</translation>
    </message>
    <message>
        <source>The model is ready</source>
        <translation>The model is ready</translation>
    </message>
    <message>
        <source>The GPU cannot be used ({why}); the model runs on the CPU.</source>
        <translation>The GPU cannot be used ({why}); the model runs on the CPU.</translation>
    </message>
    <message>
        <source>{arrived}, {rate} a second</source>
        <translation>{arrived}, {rate} a second</translation>
    </message>
    <message>
        <source>{arrived} of {total}</source>
        <translation>{arrived} of {total}</translation>
    </message>
    <message>
        <source>Downloading: {how_much}</source>
        <translation>Downloading: {how_much}</translation>
    </message>
    <message>
        <source>Unpacking</source>
        <translation>Unpacking</translation>
    </message>
    <message>
        <source>the folder has no wheel of {package} {version}</source>
        <translation>the folder has no wheel of {package} {version}</translation>
    </message>
    <message>
        <source>{name} is damaged or was changed: its checksum is another one</source>
        <translation>{name} is damaged or was changed: its checksum is another one</translation>
    </message>
    <message>
        <source>Fetch that wheel again</source>
        <translation>Fetch that wheel again</translation>
    </message>
    <message>
        <source>Put it into {folder}: {name}</source>
        <translation>Put it into {folder}: {name}</translation>
    </message>
    <message>
        <source>there is no Python on this computer from which to make an environment</source>
        <translation>there is no Python on this computer from which to make an environment</translation>
    </message>
    <message>
        <source>Install Python 3.12 from python.org, or python3 and python3-venv on Linux; try again</source>
        <translation>Install Python 3.12 from python.org, or python3 and python3-venv on Linux; try again</translation>
    </message>
    <message>
        <source>{path} does not serve: {why}</source>
        <translation>{path} does not serve: {why}</translation>
    </message>
    <message>
        <source>it needs {needed} and the disk has {free} free</source>
        <translation>it needs {needed} and the disk has {free} free</translation>
    </message>
    <message>
        <source>the folder {folder} is too long for Windows by {letters} letters</source>
        <translation>the folder {folder} is too long for Windows by {letters} letters</translation>
    </message>
    <message>
        <source>Name a short folder in the variable DSRDMPD_RUNTIME, such as C:\dsrdmpd</source>
        <translation>Name a short folder in the variable DSRDMPD_RUNTIME, such as C:\dsrdmpd</translation>
    </message>
    <message>
        <source>Make room, or name a folder on another disk in the variable DSRDMPD_RUNTIME</source>
        <translation>Make room, or name a folder on another disk in the variable DSRDMPD_RUNTIME</translation>
    </message>
    <message>
        <source>another QGIS or terminal is at it</source>
        <translation>another QGIS or terminal is at it</translation>
    </message>
    <message>
        <source>Wait until it is done, then try again</source>
        <translation>Wait until it is done, then try again</translation>
    </message>
    <message>
        <source>Cancelled. What has been downloaded is kept for the next time.</source>
        <translation>Cancelled. What has been downloaded is kept for the next time.</translation>
    </message>
    <message>
        <source>Device: {device}, because {why}</source>
        <translation>Device: {device}, because {why}</translation>
    </message>
    <message>
        <source>Download: {size}</source>
        <translation>Download: {size}</translation>
    </message>
    <message>
        <source>Disk: about {size} in {folder}</source>
        <translation>Disk: about {size} in {folder}</translation>
    </message>
    <message>
        <source>Made from Python {version} at {path}, which stays as it is</source>
        <translation>Made from Python {version} at {path}, which stays as it is</translation>
    </message>
    <message>
        <source>Source: {source}</source>
        <translation>Source: {source}</translation>
    </message>
    <message>
        <source>Only the version is checked, not a checksum of ours: {names}</source>
        <translation>Only the version is checked, not a checksum of ours: {names}</translation>
    </message>
    <message>
        <source>the folder {folder}</source>
        <translation>the folder {folder}</translation>
    </message>
    <message>
        <source>it is Python {version}, and torch wants {oldest} to {newest}</source>
        <translation>it is Python {version}, and torch wants {oldest} to {newest}</translation>
    </message>
    <message>
        <source>it has 32 bits, and torch wants 64</source>
        <translation>it has 32 bits, and torch wants 64</translation>
    </message>
    <message>
        <source>it is a build without the global lock, for which not every package is made</source>
        <translation>it is a build without the global lock, for which not every package is made</translation>
    </message>
    <message>
        <source>it is an Intel program, and torch ended at 2.2 for those; an Apple Mac needs a Python of its own kind</source>
        <translation>it is an Intel program, and torch ended at 2.2 for those; an Apple Mac needs a Python of its own kind</translation>
    </message>
    <message>
        <source>there is no torch for the processor {machine}</source>
        <translation>there is no torch for the processor {machine}</translation>
    </message>
    <message>
        <source>torch wants macOS 14 or newer</source>
        <translation>torch wants macOS 14 or newer</translation>
    </message>
    <message>
        <source>it was built without glibc, and torch wants that</source>
        <translation>it was built without glibc, and torch wants that</translation>
    </message>
    <message>
        <source>it lacks the modules {names}</source>
        <translation>it lacks the modules {names}</translation>
    </message>
    <message>
        <source>it ended with exit status {status}: {said}</source>
        <translation>it ended with exit status {status}: {said}</translation>
    </message>
    <message>
        <source>it did not answer within {seconds:.0f} s</source>
        <translation>it did not answer within {seconds:.0f} s</translation>
    </message>
    <message>
        <source>it cannot be started ({why})</source>
        <translation>it cannot be started ({why})</translation>
    </message>
    <message>
        <source>There is no torch for {device} on this computer</source>
        <translation>There is no torch for {device} on this computer</translation>
    </message>
    <message>
        <source>Choose the CPU</source>
        <translation>Choose the CPU</translation>
    </message>
    <message>
        <source>The model cannot be set up with this Python</source>
        <translation>The model cannot be set up with this Python</translation>
    </message>
    <message>
        <source>Install another Python, 3.12 best, and try again</source>
        <translation>Install another Python, 3.12 best, and try again</translation>
    </message>
    <message>
        <source>there is no {package} for Python {version} here</source>
        <translation>there is no {package} for Python {version} here</translation>
    </message>
    <message>
        <source>PyPI, Python's package index, and PyTorch's own ({address})</source>
        <translation>PyPI, Python's package index, and PyTorch's own ({address})</translation>
    </message>
    <message>
        <source>PyPI, Python's package index</source>
        <translation>PyPI, Python's package index</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>the disk is full</translation>
    </message>
    <message>
        <source>a wheel is damaged or was changed: its checksum is another one</source>
        <translation>a wheel is damaged or was changed: its checksum is another one</translation>
    </message>
    <message>
        <source>Try again; if it stays so, a proxy or virus scanner changes what is downloaded</source>
        <translation>Try again; if it stays so, a proxy or virus scanner changes what is downloaded</translation>
    </message>
    <message>
        <source>the proxy refused the connection</source>
        <translation>the proxy refused the connection</translation>
    </message>
    <message>
        <source>Check the proxy in QGIS's network settings</source>
        <translation>Check the proxy in QGIS's network settings</translation>
    </message>
    <message>
        <source>the certificate of the package index is not trusted here</source>
        <translation>the certificate of the package index is not trusted here</translation>
    </message>
    <message>
        <source>Name your company's certificate in the variable PIP_CERT, or install from a folder of wheels</source>
        <translation>Name your company's certificate in the variable PIP_CERT, or install from a folder of wheels</translation>
    </message>
    <message>
        <source>the connection broke</source>
        <translation>the connection broke</translation>
    </message>
    <message>
        <source>Try again: what has been downloaded is kept</source>
        <translation>Try again: what has been downloaded is kept</translation>
    </message>
    <message>
        <source>the package index has no such wheel, or could not be reached</source>
        <translation>the package index has no such wheel, or could not be reached</translation>
    </message>
    <message>
        <source>Check the connection and the proxy in QGIS's network settings, then try again</source>
        <translation>Check the connection and the proxy in QGIS's network settings, then try again</translation>
    </message>
    <message>
        <source>another program holds a file, such as a virus scanner</source>
        <translation>another program holds a file, such as a virus scanner</translation>
    </message>
    <message>
        <source>Try again, or let the scanner leave that folder alone</source>
        <translation>Try again, or let the scanner leave that folder alone</translation>
    </message>
    <message>
        <source>On Debian and Ubuntu: sudo apt install python{version}-venv; then try again</source>
        <translation>On Debian and Ubuntu: sudo apt install python{version}-venv; then try again</translation>
    </message>
    <message>
        <source>{path} has no ensurepip, and there is no virtualenv and no uv</source>
        <translation>{path} has no ensurepip, and there is no virtualenv and no uv</translation>
    </message>
    <message>
        <source>torch was installed and cannot be used ({said})</source>
        <translation>torch was installed and cannot be used ({said})</translation>
    </message>
    <message>
        <source>Choose the other device, or report this with the end of {log}</source>
        <translation>Choose the other device, or report this with the end of {log}</translation>
    </message>
    <message>
        <source>Install Microsoft's Visual C++ Redistributable, then try again</source>
        <translation>Install Microsoft's Visual C++ Redistributable, then try again</translation>
    </message>
    <message>
        <source>The whole log is {log}</source>
        <translation>The whole log is {log}</translation>
    </message>
    <message>
        <source>{device}, not the GPU: {why}</source>
        <translation>{device}, not the GPU: {why}</translation>
    </message>
    <message>
        <source>the field's passes are {passes}</source>
        <translation>the field's passes are {passes}</translation>
    </message>
    <message>
        <source>DN</source>
        <translation>DN</translation>
    </message>
    <message>
        <source>they do not overlap</source>
        <translation>they do not overlap</translation>
    </message>
    <message>
        <source>Choose other rasters</source>
        <translation>Choose other rasters</translation>
    </message>
    <message>
        <source>their pixels do not lie on each other</source>
        <translation>their pixels do not lie on each other</translation>
    </message>
    <message>
        <source>Bring one onto the other's grid first, with gdalwarp -te -ts or Raster &gt; Align Rasters</source>
        <translation>Bring one onto the other's grid first, with gdalwarp -te -ts or Raster &gt; Align Rasters</translation>
    </message>
    <message>
        <source>{names} cannot be compared</source>
        <translation>{names} cannot be compared</translation>
    </message>
    <message>
        <source>{first} and {second} cannot be compared</source>
        <translation>{first} and {second} cannot be compared</translation>
    </message>
    <message>
        <source>their coordinate reference systems differ</source>
        <translation>their coordinate reference systems differ</translation>
    </message>
    <message>
        <source>Warp one to the other's first, with Raster &gt; Projections &gt; Warp</source>
        <translation>Warp one to the other's first, with Raster &gt; Projections &gt; Warp</translation>
    </message>
    <message>
        <source>The rasters cannot be compared</source>
        <translation>The rasters cannot be compared</translation>
    </message>
    <message>
        <source>Name the bands that are to be compared</source>
        <translation>Name the bands that are to be compared</translation>
    </message>
    <message>
        <source>{name} has {count}</source>
        <translation>{name} has {count}</translation>
    </message>
    <message>
        <source>their numbers of bands differ: {counts}</source>
        <translation>their numbers of bands differ: {counts}</translation>
    </message>
    <message>
        <source>{name} has no such band to measure: {bands}</source>
        <translation>{name} has no such band to measure: {bands}</translation>
    </message>
    <message>
        <source>The bands cannot be compared</source>
        <translation>The bands cannot be compared</translation>
    </message>
    <message>
        <source>Name bands that all rasters have; alpha is none</source>
        <translation>Name bands that all rasters have; alpha is none</translation>
    </message>
    <message>
        <source>Bring both to the same unit and data type first, with gdal_translate -ot -scale</source>
        <translation>Bring both to the same unit and data type first, with gdal_translate -ot -scale</translation>
    </message>
    <message>
        <source>band {number} holds {first} and {second}</source>
        <translation>band {number} holds {first} and {second}</translation>
    </message>
    <message>
        <source>Colours are left out: {why}</source>
        <translation>Colours are left out: {why}</translation>
    </message>
    <message>
        <source>it is none of the bands that are compared, or a colour itself, or the colours are not known</source>
        <translation>it is none of the bands that are compared, or a colour itself, or the colours are not known</translation>
    </message>
    <message>
        <source>Near infrared cannot be band {number}</source>
        <translation>Near infrared cannot be band {number}</translation>
    </message>
    <message>
        <source>{range:.6g} DN, from black to white of {name} as the model sees it. {told}</source>
        <translation>{range:.6g} DN, from black to white of {name} as the model sees it. {told}</translation>
    </message>
    <message>
        <source>{range:.6g} DN, between the darkest and the brightest thousandth</source>
        <translation>{range:.6g} DN, between the darkest and the brightest thousandth</translation>
    </message>
    <message>
        <source>{range:g} DN, as given</source>
        <translation>{range:g} DN, as given</translation>
    </message>
    <message>
        <source>it must be a number above 0</source>
        <translation>it must be a number above 0</translation>
    </message>
    <message>
        <source>they must be different ones</source>
        <translation>they must be different ones</translation>
    </message>
    <message>
        <source>The data range {value:g} cannot be used</source>
        <translation>The data range {value:g} cannot be used</translation>
    </message>
    <message>
        <source>The bands {bands} cannot be compared</source>
        <translation>The bands {bands} cannot be compared</translation>
    </message>
    <message>
        <source>PSNR</source>
        <translation>PSNR</translation>
    </message>
    <message>
        <source>SSIM</source>
        <translation>SSIM</translation>
    </message>
    <message>
        <source>RMSE</source>
        <translation>RMSE</translation>
    </message>
    <message>
        <source>Spectral angle</source>
        <translation>Spectral angle</translation>
    </message>
    <message>
        <source>ERGAS</source>
        <translation>ERGAS</translation>
    </message>
    <message>
        <source>Colour difference ΔE00</source>
        <translation>Colour difference ΔE00</translation>
    </message>
    <message>
        <source>NDVI RMSE</source>
        <translation>NDVI RMSE</translation>
    </message>
    <message>
        <source>Haze density (dark channel)</source>
        <translation>Haze density (dark channel)</translation>
    </message>
    <message>
        <source>Mean NDVI</source>
        <translation>Mean NDVI</translation>
    </message>
    <message>
        <source>dB</source>
        <translation>dB</translation>
    </message>
    <message>
        <source>Mean difference</source>
        <translation>Mean difference</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Mean</translation>
    </message>
    <message>
        <source>Standard deviation</source>
        <translation>Standard deviation</translation>
    </message>
    <message>
        <source>At the lowest value</source>
        <translation>At the lowest value</translation>
    </message>
    <message>
        <source>At the highest value</source>
        <translation>At the highest value</translation>
    </message>
    <message>
        <source>A picture for the report cannot be made</source>
        <translation>A picture for the report cannot be made</translation>
    </message>
    <message>
        <source>There is nothing to dehaze</source>
        <translation>There is nothing to dehaze</translation>
    </message>
    <message>
        <source>no raster was named</source>
        <translation>no raster was named</translation>
    </message>
    <message>
        <source>Name rasters, or a folder of them</source>
        <translation>Name rasters, or a folder of them</translation>
    </message>
    <message>
        <source>The log has the details</source>
        <translation>The log has the details</translation>
    </message>
    <message>
        <source>{number} of {count}: {stage}</source>
        <translation>{number} of {count}: {stage}</translation>
    </message>
    <message>
        <source>another run is writing it</source>
        <translation>another run is writing it</translation>
    </message>
    <message>
        <source>Wait until it has ended, cancel it, or choose another file name</source>
        <translation>Wait until it has ended, cancel it, or choose another file name</translation>
    </message>
    <message>
        <source>another run is writing it ({holder})</source>
        <translation>another run is writing it ({holder})</translation>
    </message>
    <message>
        <source>Several workers cannot be used</source>
        <translation>Several workers cannot be used</translation>
    </message>
    <message>
        <source>Install what requirements-cluster.txt lists there, and on every machine</source>
        <translation>Install what requirements-cluster.txt lists there, and on every machine</translation>
    </message>
    <message>
        <source>{python} lacks the module 'distributed'</source>
        <translation>{python} lacks the module 'distributed'</translation>
    </message>
    <message>
        <source>A scheduler was started on this machine: {address}</source>
        <translation>A scheduler was started on this machine: {address}</translation>
    </message>
    <message>
        <source>A block cannot be dehazed</source>
        <translation>A block cannot be dehazed</translation>
    </message>
    <message>
        <source>every worker that tried it died, perhaps for lack of memory</source>
        <translation>every worker that tried it died, perhaps for lack of memory</translation>
    </message>
    <message>
        <source>Look at the workers' logs, and use fewer at a time</source>
        <translation>Look at the workers' logs, and use fewer at a time</translation>
    </message>
    <message>
        <source>a worker cannot import the program ({error})</source>
        <translation>a worker cannot import the program ({error})</translation>
    </message>
    <message>
        <source>Start workers with PYTHONPATH={root}, and the same packages as here</source>
        <translation>Start workers with PYTHONPATH={root}, and the same packages as here</translation>
    </message>
    <message>
        <source>The workers cannot be used</source>
        <translation>The workers cannot be used</translation>
    </message>
    <message>
        <source>Start one with `dask scheduler`, or use `{local}` for this machine</source>
        <translation>Start one with `dask scheduler`, or use `{local}` for this machine</translation>
    </message>
    <message>
        <source>The scheduler {address} cannot be reached</source>
        <translation>The scheduler {address} cannot be reached</translation>
    </message>
    <message>
        <source>there must be one at least</source>
        <translation>there must be one at least</translation>
    </message>
    <message>
        <source>{count} workers cannot be used</source>
        <translation>{count} workers cannot be used</translation>
    </message>
    <message>
        <source>it has had no worker for {minutes} minutes</source>
        <translation>it has had no worker for {minutes} minutes</translation>
    </message>
    <message>
        <source>Start some: dask worker {address}</source>
        <translation>Start some: dask worker {address}</translation>
    </message>
    <message>
        <source>the connection was lost</source>
        <translation>the connection was lost</translation>
    </message>
    <message>
        <source>The scheduler {address} does nothing</source>
        <translation>The scheduler {address} does nothing</translation>
    </message>
    <message>
        <source>A report cannot be made</source>
        <translation>A report cannot be made</translation>
    </message>
    <message>
        <source>a run on many machines makes none</source>
        <translation>a run on many machines makes none</translation>
    </message>
    <message>
        <source>Use the command assess on its result</source>
        <translation>Use the command assess on its result</translation>
    </message>
    <message>
        <source>Blocks: {count}, workers: {workers}</source>
        <translation>Blocks: {count}, workers: {workers}</translation>
    </message>
    <message>
        <source>Method {name} on {device}</source>
        <translation>Method {name} on {device}</translation>
    </message>
    <message>
        <source>{host} has another {what}</source>
        <translation>{host} has another {what}</translation>
    </message>
    <message>
        <source>The workers do not fit together</source>
        <translation>The workers do not fit together</translation>
    </message>
    <message>
        <source>Give all of them the same, and start them again</source>
        <translation>Give all of them the same, and start them again</translation>
    </message>
    <message>
        <source>version of this program</source>
        <translation>version of this program</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>weights</translation>
    </message>
    <message>
        <source>version of torch</source>
        <translation>version of torch</translation>
    </message>
    <message>
        <source>{why} (on {host})</source>
        <translation>{why} (on {host})</translation>
    </message>
    <message>
        <source>its name does not end in {ending}</source>
        <translation>its name does not end in {ending}</translation>
    </message>
    <message>
        <source>Let the name end in {ending}</source>
        <translation>Let the name end in {ending}</translation>
    </message>
    <message>
        <source>results are written to disks only, and this is a place inside GDAL</source>
        <translation>results are written to disks only, and this is a place inside GDAL</translation>
    </message>
    <message>
        <source>Choose a file in a folder</source>
        <translation>Choose a file in a folder</translation>
    </message>
    <message>
        <source>the file that is there is write-protected</source>
        <translation>the file that is there is write-protected</translation>
    </message>
    <message>
        <source>Choose another name, or unprotect it</source>
        <translation>Choose another name, or unprotect it</translation>
    </message>
    <message>
        <source>its name is too long for the disk</source>
        <translation>its name is too long for the disk</translation>
    </message>
    <message>
        <source>Choose a shorter name</source>
        <translation>Choose a shorter name</translation>
    </message>
    <message>
        <source>An earlier run got as far as {done:.0%}; this one goes on from there</source>
        <translation>An earlier run got as far as {done:.0%}; this one goes on from there</translation>
    </message>
    <message>
        <source>{kept:.0%} of the result is kept: the same run, started again, goes on there</source>
        <translation>{kept:.0%} of the result is kept: the same run, started again, goes on there</translation>
    </message>
    <message>
        <source>Haze optimized transformation (Zhang 2002)</source>
        <translation>Haze optimized transformation (Zhang 2002)</translation>
    </message>
    <message>
        <source>the field's airlight_cells are {cells}</source>
        <translation>the field's airlight_cells are {cells}</translation>
    </message>
    <message>
        <source>The report was not made: {error}</source>
        <translation>The report was not made: {error}</translation>
    </message>
    <message>
        <source>Waiting for workers</source>
        <translation>Waiting for workers</translation>
    </message>
    <message>
        <source>Taking over what is finished</source>
        <translation>Taking over what is finished</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>Measuring</translation>
    </message>
    <message>
        <source>Open one of them by its own name, such as {example}, or, if each is one band, stack red, green and blue: gdalbuildvrt -separate stack.vrt {bands}</source>
        <translation>Open one of them by its own name, such as {example}, or, if each is one band, stack red, green and blue: gdalbuildvrt -separate stack.vrt {bands}</translation>
    </message>
    <message>
        <source>it has no bands of its own</source>
        <translation>it has no bands of its own</translation>
    </message>
    <message>
        <source>Open one of the rasters in it by its own name</source>
        <translation>Open one of the rasters in it by its own name</translation>
    </message>
    <message>
        <source>band {number} holds palette indices, which are names and no amounts</source>
        <translation>band {number} holds palette indices, which are names and no amounts</translation>
    </message>
    <message>
        <source>Expand it first with gdal_translate -expand rgb</source>
        <translation>Expand it first with gdal_translate -expand rgb</translation>
    </message>
    <message>
        <source>band {number} is of the type {kind}, which is not supported</source>
        <translation>band {number} is of the type {kind}, which is not supported</translation>
    </message>
    <message>
        <source>Convert it first with gdal_translate -ot Float32</source>
        <translation>Convert it first with gdal_translate -ot Float32</translation>
    </message>
    <message>
        <source>{name} cannot be measured</source>
        <translation>{name} cannot be measured</translation>
    </message>
    <message>
        <source>Check that the disk has room and that every machine sees the folder under this name</source>
        <translation>Check that the disk has room and that every machine sees the folder under this name</translation>
    </message>
    <message>
        <source>a block is shorter than it was</source>
        <translation>a block is shorter than it was</translation>
    </message>
    <message>
        <source>The blocks in {folder} cannot be read</source>
        <translation>The blocks in {folder} cannot be read</translation>
    </message>
    <message>
        <source>the bands' names</source>
        <translation>the bands' names</translation>
    </message>
    <message>
        <source>the bands' wavelengths</source>
        <translation>the bands' wavelengths</translation>
    </message>
    <message>
        <source>the bands' numbers</source>
        <translation>the bands' numbers</translation>
    </message>
    <message>
        <source>the colours that the file gives its bands</source>
        <translation>the colours that the file gives its bands</translation>
    </message>
    <message>
        <source>the usual order of {sensor} ({evidence})</source>
        <translation>the usual order of {sensor} ({evidence})</translation>
    </message>
    <message>
        <source>their usual order</source>
        <translation>their usual order</translation>
    </message>
    <message>
        <source>their contrast, which grows from blue to red</source>
        <translation>their contrast, which grows from blue to red</translation>
    </message>
    <message>
        <source>their values: the fourth band behaves like near infrared</source>
        <translation>their values: the fourth band behaves like near infrared</translation>
    </message>
    <message>
        <source>Nothing in the file says which bands are red, green and blue: {red}, {green} and {blue} are taken, by {why}; name the bands if that is wrong</source>
        <translation>Nothing in the file says which bands are red, green and blue: {red}, {green} and {blue} are taken, by {why}; name the bands if that is wrong</translation>
    </message>
    <message>
        <source>Bands {red}, {green} and {blue} are taken for red, green and blue, by {why}</source>
        <translation>Bands {red}, {green} and {blue} are taken for red, green and blue, by {why}</translation>
    </message>
    <message>
        <source>Pixels of value {value} look like fill, not ground, and are left as they are (about {share:.1%})</source>
        <translation>Pixels of value {value} look like fill, not ground, and are left as they are (about {share:.1%})</translation>
    </message>
    <message>
        <source>Pixels of value {value} look like fill, not ground, and are left as they are</source>
        <translation>Pixels of value {value} look like fill, not ground, and are left as they are</translation>
    </message>
    <message>
        <source>Band {number} is tagged as alpha, but holds many values, as near infrared does: it is not used as a mask</source>
        <translation>Band {number} is tagged as alpha, but holds many values, as near infrared does: it is not used as a mask</translation>
    </message>
    <message>
        <source>The nodata value hides {share:.1%} of the pixels, which are left as they are</source>
        <translation>The nodata value hides {share:.1%} of the pixels, which are left as they are</translation>
    </message>
    <message>
        <source>The alpha band hides {share:.1%} of the pixels, which are left as they are</source>
        <translation>The alpha band hides {share:.1%} of the pixels, which are left as they are</translation>
    </message>
    <message>
        <source>The mask hides {share:.1%} of the pixels, which are left as they are</source>
        <translation>The mask hides {share:.1%} of the pixels, which are left as they are</translation>
    </message>
    <message>
        <source>Check that the disk has room</source>
        <translation>Check that the disk has room</translation>
    </message>
    <message>
        <source>GDAL opens it neither as polygons nor as a raster</source>
        <translation>GDAL opens it neither as polygons nor as a raster</translation>
    </message>
    <message>
        <source>it is not placed on the map</source>
        <translation>it is not placed on the map</translation>
    </message>
    <message>
        <source>it has no such layer</source>
        <translation>it has no such layer</translation>
    </message>
    <message>
        <source>it has no polygons</source>
        <translation>it has no polygons</translation>
    </message>
    <message>
        <source>Choose a polygon layer or a raster that lies on the raster, or leave the mask out</source>
        <translation>Choose a polygon layer or a raster that lies on the raster, or leave the mask out</translation>
    </message>
    <message>
        <source>The mask {name} cannot be used</source>
        <translation>The mask {name} cannot be used</translation>
    </message>
    <message>
        <source>nothing in it lies on the raster</source>
        <translation>nothing in it lies on the raster</translation>
    </message>
    <message>
        <source>No other band is corrected: the file does not say what light they see</source>
        <translation>No other band is corrected: the file does not say what light they see</translation>
    </message>
    <message>
        <source>Corrected by their wavelength: {taken}; copied: bands {left}</source>
        <translation>Corrected by their wavelength: {taken}; copied: bands {left}</translation>
    </message>
    <message>
        <source>band {number} ({um:g} µm)</source>
        <translation>band {number} ({um:g} µm)</translation>
    </message>
    <message>
        <source>Corrected by their wavelength: {taken}</source>
        <translation>Corrected by their wavelength: {taken}</translation>
    </message>
    <message>
        <source>{path} cannot be opened</source>
        <translation>{path} cannot be opened</translation>
    </message>
    <message>
        <source>Start again when nothing changes it any more</source>
        <translation>Start again when nothing changes it any more</translation>
    </message>
    <message>
        <source>{path} disappeared</source>
        <translation>{path} disappeared</translation>
    </message>
    <message>
        <source>{path} was changed</source>
        <translation>{path} was changed</translation>
    </message>
    <message>
        <source>{path} cannot be read on</source>
        <translation>{path} cannot be read on</translation>
    </message>
    <message>
        <source>The overviews (pyramids) were made before the pixels were changed, and are not used</source>
        <translation>The overviews (pyramids) were made before the pixels were changed, and are not used</translation>
    </message>
    <message>
        <source>{path} cannot be read in rows {row} to {row_end}, columns {col} to {col_end}</source>
        <translation>{path} cannot be read in rows {row} to {row_end}, columns {col} to {col_end}</translation>
    </message>
    <message>
        <source>the reference</source>
        <translation>the reference</translation>
    </message>
    <message>
        <source>the raster before</source>
        <translation>the raster before</translation>
    </message>
    <message>
        <source>Assessment</source>
        <translation>Assessment</translation>
    </message>
    <message>
        <source>{width} × {height} pixels, {count} of them usable in all rasters</source>
        <translation>{width} × {height} pixels, {count} of them usable in all rasters</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Pictures</translation>
    </message>
    <message>
        <source>How it was made</source>
        <translation>How it was made</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>Figures</translation>
    </message>
    <message>
        <source>Distribution of the values</source>
        <translation>Distribution of the values</translation>
    </message>
    <message>
        <source>By band</source>
        <translation>By band</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Files</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Before</translation>
    </message>
    <message>
        <source>After</source>
        <translation>After</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Reference</translation>
    </message>
    <message>
        <source>Against {raster}.</source>
        <translation>Against {raster}.</translation>
    </message>
    <message>
        <source>Range of PSNR and SSIM: {told}</source>
        <translation>Range of PSNR and SSIM: {told}</translation>
    </message>
    <message>
        <source>Share of the pixels by value ({unit}).</source>
        <translation>Share of the pixels by value ({unit}).</translation>
    </message>
    <message>
        <source>{shown} of {count} bands are drawn.</source>
        <translation>{shown} of {count} bands are drawn.</translation>
    </message>
    <message>
        <source>There are no charts: this Python has no matplotlib that works.</source>
        <translation>There are no charts: this Python has no matplotlib that works.</translation>
    </message>
    <message>
        <source>RMSE against {raster} ({unit})</source>
        <translation>RMSE against {raster} ({unit})</translation>
    </message>
    <message>
        <source>Band</source>
        <translation>Band</translation>
    </message>
    <message>
        <source>The change steps {times:.2f} times as much where tiles meet as elsewhere</source>
        <translation>The change steps {times:.2f} times as much where tiles meet as elsewhere</translation>
    </message>
    <message>
        <source>Dehazing report</source>
        <translation>Dehazing report</translation>
    </message>
    <message>
        <source>Tile consistency</source>
        <translation>Tile consistency</translation>
    </message>
    <message>
        <source>{saturated:.2%} saturated, {hidden:.2%} hidden by cloud or snow</source>
        <translation>{saturated:.2%} saturated, {hidden:.2%} hidden by cloud or snow</translation>
    </message>
    <message>
        <source>{mask}, soft over {feather} pixels</source>
        <translation>{mask}, soft over {feather} pixels</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Model</translation>
    </message>
    <message>
        <source>Sampling steps</source>
        <translation>Sampling steps</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Strength</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Values</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Device</translation>
    </message>
    <message>
        <source>Tiles that went through the method</source>
        <translation>Tiles that went through the method</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>{seconds:.1f} s</source>
        <translation>{seconds:.1f} s</translation>
    </message>
    <message>
        <source>Mean haze thickness</source>
        <translation>Mean haze thickness</translation>
    </message>
    <message>
        <source>Became black in some colour</source>
        <translation>Became black in some colour</translation>
    </message>
    <message>
        <source>Left as it was</source>
        <translation>Left as it was</translation>
    </message>
    <message>
        <source>Extent</source>
        <translation>Extent</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>Mask</translation>
    </message>
    <message>
        <source>There is no choice '{name}' of what becomes of an unfinished run</source>
        <translation>There is no choice '{name}' of what becomes of an unfinished run</translation>
    </message>
    <message>
        <source>There is no choice '{name}' for other bands</source>
        <translation>There is no choice '{name}' for other bands</translation>
    </message>
    <message>
        <source>mask threshold</source>
        <translation>mask threshold</translation>
    </message>
    <message>
        <source>feather</source>
        <translation>feather</translation>
    </message>
    <message>
        <source>Haze was found: thickness {mean:.2f} on average, up to {most:.2f}</source>
        <translation>Haze was found: thickness {mean:.2f} on average, up to {most:.2f}</translation>
    </message>
    <message>
        <source>Cloud or snow covers {share:.0%} of the scene: nothing is changed</source>
        <translation>Cloud or snow covers {share:.0%} of the scene: nothing is changed</translation>
    </message>
    <message>
        <source>No haze was found (its thickness is {most:.2f}): nothing is changed</source>
        <translation>No haze was found (its thickness is {most:.2f}): nothing is changed</translation>
    </message>
    <message>
        <source>from processing baseline 04.00 (January 2022) on shifted by 1000: offset −0.1</source>
        <translation>from processing baseline 04.00 (January 2022) on shifted by 1000: offset −0.1</translation>
    </message>
    <message>
        <source>S2A_MSIL2A…, T33UUB_…_B04_10m, sentinel-2-l2a</source>
        <translation>S2A_MSIL2A…, T33UUB_…_B04_10m, sentinel-2-l2a</translation>
    </message>
    <message>
        <source>S2A_MSIL1C…, T33UUB_…_B04, sentinel-2</source>
        <translation>S2A_MSIL1C…, T33UUB_…_B04, sentinel-2</translation>
    </message>
    <message>
        <source>HLS.L30…, HLS.S30…</source>
        <translation>HLS.L30…, HLS.S30…</translation>
    </message>
    <message>
        <source>wavelengths of HLS.L30; those of HLS.S30 are Sentinel-2's</source>
        <translation>wavelengths of HLS.L30; those of HLS.S30 are Sentinel-2's</translation>
    </message>
    <message>
        <source>LC08_L2SP…</source>
        <translation>LC08_L2SP…</translation>
    </message>
    <message>
        <source>LT05_L2SP…</source>
        <translation>LT05_L2SP…</translation>
    </message>
    <message>
        <source>LC08_L1TP_…_01_T1_sr_band4</source>
        <translation>LC08_L1TP_…_01_T1_sr_band4</translation>
    </message>
    <message>
        <source>LT05_L1TP_…_01_T1_sr_band3</source>
        <translation>LT05_L1TP_…_01_T1_sr_band3</translation>
    </message>
    <message>
        <source>LC08_L1TP…, or its numbers</source>
        <translation>LC08_L1TP…, or its numbers</translation>
    </message>
    <message>
        <source>Collections 1 and 2; not divided by the sine of the sun's elevation</source>
        <translation>Collections 1 and 2; not divided by the sine of the sun's elevation</translation>
    </message>
    <message>
        <source>LT05_L1TP…</source>
        <translation>LT05_L1TP…</translation>
    </message>
    <message>
        <source>gain and offset differ by scene: taken for a picture</source>
        <translation>gain and offset differ by scene: taken for a picture</translation>
    </message>
    <message>
        <source>MOD09GA…, MCD43A4…</source>
        <translation>MOD09GA…, MCD43A4…</translation>
    </message>
    <message>
        <source>fill −28672</source>
        <translation>fill −28672</translation>
    </message>
    <message>
        <source>…_AnalyticMS_SR_8b</source>
        <translation>…_AnalyticMS_SR_8b</translation>
    </message>
    <message>
        <source>…_AnalyticMS_SR</source>
        <translation>…_AnalyticMS_SR</translation>
    </message>
    <message>
        <source>…_3B_AnalyticMS</source>
        <translation>…_3B_AnalyticMS</translation>
    </message>
    <message>
        <source>its factor to reflectance differs by scene and band: one range for the three colours is taken</source>
        <translation>its factor to reflectance differs by scene and band: one range for the three colours is taken</translation>
    </message>
    <message>
        <source>ENMAP01-____L2A…</source>
        <translation>ENMAP01-____L2A…</translation>
    </message>
    <message>
        <source>wavelengths from the bands' metadata</source>
        <translation>wavelengths from the bands' metadata</translation>
    </message>
    <message>
        <source>m_3607717_sw…, NAIP</source>
        <translation>m_3607717_sw…, NAIP</translation>
    </message>
    <message>
        <source>taken for a picture</source>
        <translation>taken for a picture</translation>
    </message>
    <message>
        <source>its name or metadata, {found}, and {why}</source>
        <translation>its name or metadata, {found}, and {why}</translation>
    </message>
    <message>
        <source>processing baseline {major}.{minor}</source>
        <translation>processing baseline {major}.{minor}</translation>
    </message>
    <message>
        <source>its darkest band, which begins at {floor:.0f}</source>
        <translation>its darkest band, which begins at {floor:.0f}</translation>
    </message>
    <message>
        <source>even its brightest ground would reflect only {light:.1%}: is the scale right?</source>
        <translation>even its brightest ground would reflect only {light:.1%}: is the scale right?</translation>
    </message>
    <message>
        <source>different band numbers are needed</source>
        <translation>different band numbers are needed</translation>
    </message>
    <message>
        <source>Give them such as 1,2,4, or leave it empty</source>
        <translation>Give them such as 1,2,4, or leave it empty</translation>
    </message>
    <message>
        <source>it is no raster</source>
        <translation>it is no raster</translation>
    </message>
    <message>
        <source>Choose a raster, or leave it empty</source>
        <translation>Choose a raster, or leave it empty</translation>
    </message>
    <message>
        <source>it is neither a polygon layer nor a raster</source>
        <translation>it is neither a polygon layer nor a raster</translation>
    </message>
    <message>
        <source>Choose one, or leave it empty</source>
        <translation>Choose one, or leave it empty</translation>
    </message>
    <message>
        <source>Colours are left out: red, green and blue are not among the bands that are compared</source>
        <translation>Colours are left out: red, green and blue are not among the bands that are compared</translation>
    </message>
    <message>
        <source>NDVI is left out: no band is named near infrared. Name its number</source>
        <translation>NDVI is left out: no band is named near infrared. Name its number</translation>
    </message>
    <message>
        <source>255 DN, that of 8 bits</source>
        <translation>255 DN, that of 8 bits</translation>
    </message>
    <message>
        <source>{share:.1%} of the pixels are saturated and stay as they are</source>
        <translation>{share:.1%} of the pixels are saturated and stay as they are</translation>
    </message>
    <message>
        <source>{share:.1%} of the pixels are cloud or snow and stay as they are</source>
        <translation>{share:.1%} of the pixels are cloud or snow and stay as they are</translation>
    </message>
    <message>
        <source>{share:.1%} of the pixels became black in some colour</source>
        <translation>{share:.1%} of the pixels became black in some colour</translation>
    </message>
    <message>
        <source>Sentinel-2 L2A</source>
        <translation>Sentinel-2 L2A</translation>
    </message>
    <message>
        <source>Sentinel-2 L1C</source>
        <translation>Sentinel-2 L1C</translation>
    </message>
    <message>
        <source>HLS</source>
        <translation>HLS</translation>
    </message>
    <message>
        <source>Landsat 8 or 9 Collection 2 level 2</source>
        <translation>Landsat 8 or 9 Collection 2 level 2</translation>
    </message>
    <message>
        <source>Landsat 4 to 7 Collection 2 level 2</source>
        <translation>Landsat 4 to 7 Collection 2 level 2</translation>
    </message>
    <message>
        <source>Landsat 8 Collection 1 level 2</source>
        <translation>Landsat 8 Collection 1 level 2</translation>
    </message>
    <message>
        <source>Landsat 4 to 7 Collection 1 level 2</source>
        <translation>Landsat 4 to 7 Collection 1 level 2</translation>
    </message>
    <message>
        <source>Landsat 8 or 9 level 1</source>
        <translation>Landsat 8 or 9 level 1</translation>
    </message>
    <message>
        <source>Landsat 4 to 7 level 1</source>
        <translation>Landsat 4 to 7 level 1</translation>
    </message>
    <message>
        <source>MODIS and VIIRS surface reflectance</source>
        <translation>MODIS and VIIRS surface reflectance</translation>
    </message>
    <message>
        <source>PlanetScope surface reflectance, 8 bands</source>
        <translation>PlanetScope surface reflectance, 8 bands</translation>
    </message>
    <message>
        <source>PlanetScope surface reflectance</source>
        <translation>PlanetScope surface reflectance</translation>
    </message>
    <message>
        <source>PlanetScope radiance</source>
        <translation>PlanetScope radiance</translation>
    </message>
    <message>
        <source>EnMAP L2A</source>
        <translation>EnMAP L2A</translation>
    </message>
    <message>
        <source>NAIP</source>
        <translation>NAIP</translation>
    </message>
    <message>
        <source>{told}; more was seen than the scene's light bears out</source>
        <translation>{told}; more was seen than the scene's light bears out</translation>
    </message>
    <message>
        <source>The number of sampling steps {steps} cannot be used</source>
        <translation>The number of sampling steps {steps} cannot be used</translation>
    </message>
    <message>
        <source>it is called like a file, and the results of many rasters go into a folder, one file for each</source>
        <translation>it is called like a file, and the results of many rasters go into a folder, one file for each</translation>
    </message>
    <message>
        <source>Name a folder; it is made if it is not there</source>
        <translation>Name a folder; it is made if it is not there</translation>
    </message>
    <message>
        <source>the field's exposed_to is {value}</source>
        <translation>the field's exposed_to is {value}</translation>
    </message>
    <message>
        <source>The scenes are of {count} kinds (type, sensor or scale): each is matched with its own kind alone</source>
        <translation>The scenes are of {count} kinds (type, sensor or scale): each is matched with its own kind alone</translation>
    </message>
    <message>
        <source>Scenes cannot be matched with {name}</source>
        <translation>Scenes cannot be matched with {name}</translation>
    </message>
    <message>
        <source>it finds no haze field</source>
        <translation>it finds no haze field</translation>
    </message>
    <message>
        <source>Choose a model that has one, such as default</source>
        <translation>Choose a model that has one, such as default</translation>
    </message>
    <message>
        <source>{name} cannot be the reference</source>
        <translation>{name} cannot be the reference</translation>
    </message>
    <message>
        <source>it is not among the rasters to dehaze</source>
        <translation>it is not among the rasters to dehaze</translation>
    </message>
    <message>
        <source>Name it with them</source>
        <translation>Name it with them</translation>
    </message>
    <message>
        <source>Matched: mean difference from the scenes that it overlaps {before:.1%} → {after:.1%}, haze thickness {thin:.2f} → {thick:.2f}</source>
        <translation>Matched: mean difference from the scenes that it overlaps {before:.1%} → {after:.1%}, haze thickness {thin:.2f} → {thick:.2f}</translation>
    </message>
    <message>
        <source>{told}, exposure × {gains} and {offsets}</source>
        <translation>{told}, exposure × {gains} and {offsets}</translation>
    </message>
    <message>
        <source>It overlaps no other scene, and is left as it was found</source>
        <translation>It overlaps no other scene, and is left as it was found</translation>
    </message>
    <message>
        <source>A result in parts cannot be made</source>
        <translation>A result in parts cannot be made</translation>
    </message>
    <message>
        <source>it has neither a report nor a kept haze field</source>
        <translation>it has neither a report nor a kept haze field</translation>
    </message>
    <message>
        <source>{name} cannot be dehazed in parts</source>
        <translation>{name} cannot be dehazed in parts</translation>
    </message>
    <message>
        <source>it has no upright place on the map</source>
        <translation>it has no upright place on the map</translation>
    </message>
    <message>
        <source>Name a result that ends in .tif</source>
        <translation>Name a result that ends in .tif</translation>
    </message>
    <message>
        <source>Matching the scenes</source>
        <translation>Matching the scenes</translation>
    </message>
    <message>
        <source>Put that file back, or make the virtual raster again</source>
        <translation>Put that file back, or make the virtual raster again</translation>
    </message>
    <message>
        <source>the data are damaged there, or the file ends too early</source>
        <translation>the data are damaged there, or the file ends too early</translation>
    </message>
    <message>
        <source>Copy or download it again; gdalinfo -checksum shows whether it is whole</source>
        <translation>Copy or download it again; gdalinfo -checksum shows whether it is whole</translation>
    </message>
    <message>
        <source>its part {name} is not there</source>
        <translation>its part {name} is not there</translation>
    </message>
    <message>
        <source>the file ends too early, as it was not copied or downloaded whole</source>
        <translation>the file ends too early, as it was not copied or downloaded whole</translation>
    </message>
    <message>
        <source>Start again later</source>
        <translation>Start again later</translation>
    </message>
    <message>
        <source>the server does not have it, or cannot be reached</source>
        <translation>the server does not have it, or cannot be reached</translation>
    </message>
    <message>
        <source>Check address and network, and start again</source>
        <translation>Check address and network, and start again</translation>
    </message>
    <message>
        <source>Check the address</source>
        <translation>Check the address</translation>
    </message>
    <message>
        <source>Check address and login</source>
        <translation>Check address and login</translation>
    </message>
    <message>
        <source>the server answers with an error (HTTP {code})</source>
        <translation>the server answers with an error (HTTP {code})</translation>
    </message>
    <message>
        <source>the server cannot be reached ({said})</source>
        <translation>the server cannot be reached ({said})</translation>
    </message>
    <message>
        <source>the server does not have it (HTTP {code})</source>
        <translation>the server does not have it (HTTP {code})</translation>
    </message>
    <message>
        <source>the server does not let it be read (HTTP {code})</source>
        <translation>the server does not let it be read (HTTP {code})</translation>
    </message>
    <message>
        <source>{path} cannot be dehazed at another strength</source>
        <translation>{path} cannot be dehazed at another strength</translation>
    </message>
    <message>
        <source>its grid is not that of the kept haze field</source>
        <translation>its grid is not that of the kept haze field</translation>
    </message>
    <message>
        <source>Choose the raster that was dehazed</source>
        <translation>Choose the raster that was dehazed</translation>
    </message>
    <message>
        <source>it was changed after it was dehazed</source>
        <translation>it was changed after it was dehazed</translation>
    </message>
    <message>
        <source>Dehaze the source again, and keep the haze field</source>
        <translation>Dehaze the source again, and keep the haze field</translation>
    </message>
    <message>
        <source>The mask {path} cannot be used</source>
        <translation>The mask {path} cannot be used</translation>
    </message>
    <message>
        <source>it was changed after the raster was dehazed</source>
        <translation>it was changed after the raster was dehazed</translation>
    </message>
    <message>
        <source>The kept haze field cannot be used</source>
        <translation>The kept haze field cannot be used</translation>
    </message>
    <message>
        <source>another version of this program kept it, whose pixels may differ</source>
        <translation>another version of this program kept it, whose pixels may differ</translation>
    </message>
    <message>
        <source>Copy it again from where it is whole, or dehaze the source again</source>
        <translation>Copy it again from where it is whole, or dehaze the source again</translation>
    </message>
    <message>
        <source>it is not of the result's size</source>
        <translation>it is not of the result's size</translation>
    </message>
    <message>
        <source>The kept change {path} cannot be used</source>
        <translation>The kept change {path} cannot be used</translation>
    </message>
    <message>
        <source>there is no haze field beside it ({name})</source>
        <translation>there is no haze field beside it ({name})</translation>
    </message>
    <message>
        <source>Dehaze the source with its haze field kept, or name the file of the field</source>
        <translation>Dehaze the source with its haze field kept, or name the file of the field</translation>
    </message>
    <message>
        <source>its name does not end in {endings}</source>
        <translation>its name does not end in {endings}</translation>
    </message>
    <message>
        <source>Give it the name that it was made with</source>
        <translation>Give it the name that it was made with</translation>
    </message>
    <message>
        <source>it is missing</source>
        <translation>it is missing</translation>
    </message>
    <message>
        <source>Put it beside the other one, or dehaze the source again</source>
        <translation>Put it beside the other one, or dehaze the source again</translation>
    </message>
    <message>
        <source>it belongs to another run than the file beside it</source>
        <translation>it belongs to another run than the file beside it</translation>
    </message>
    <message>
        <source>it is damaged ({error})</source>
        <translation>it is damaged ({error})</translation>
    </message>
    <message>
        <source>the haze field beside it is of another run</source>
        <translation>the haze field beside it is of another run</translation>
    </message>
    <message>
        <source>{path} cannot be used</source>
        <translation>{path} cannot be used</translation>
    </message>
    <message>
        <source>the raster is not there any more</source>
        <translation>the raster is not there any more</translation>
    </message>
    <message>
        <source>Say where it is now</source>
        <translation>Say where it is now</translation>
    </message>
    <message>
        <source>a mosaic of many files is a VRT</source>
        <translation>a mosaic of many files is a VRT</translation>
    </message>
    <message>
        <source>Give it a name that ends in .vrt</source>
        <translation>Give it a name that ends in .vrt</translation>
    </message>
    <message>
        <source>its folder is not there</source>
        <translation>its folder is not there</translation>
    </message>
    <message>
        <source>Make the folder first</source>
        <translation>Make the folder first</translation>
    </message>
    <message>
        <source>The mosaic {name} cannot be made</source>
        <translation>The mosaic {name} cannot be made</translation>
    </message>
    <message>
        <source>Build it with gdalbuildvrt</source>
        <translation>Build it with gdalbuildvrt</translation>
    </message>
    <message>
        <source>GDAL made no file</source>
        <translation>GDAL made no file</translation>
    </message>
    <message>
        <source>{one} and {other} differ in CRS, type, bands or nodata</source>
        <translation>{one} and {other} differ in CRS, type, bands or nodata</translation>
    </message>
    <message>
        <source>Warp the results to one grid first, and build it with gdalbuildvrt</source>
        <translation>Warp the results to one grid first, and build it with gdalbuildvrt</translation>
    </message>
    <message>
        <source>there is no result to make it of</source>
        <translation>there is no result to make it of</translation>
    </message>
    <message>
        <source>{name} has no upright place on the map</source>
        <translation>{name} has no upright place on the map</translation>
    </message>
    <message>
        <source>Warp the results to one upright grid first</source>
        <translation>Warp the results to one upright grid first</translation>
    </message>
    <message>
        <source>{name} cannot be brought to the grid of another scene</source>
        <translation>{name} cannot be brought to the grid of another scene</translation>
    </message>
    <message>
        <source>The scenes' coordinate reference systems do not go together</source>
        <translation>The scenes' coordinate reference systems do not go together</translation>
    </message>
    <message>
        <source>Scenes of the mosaic</source>
        <translation>Scenes of the mosaic</translation>
    </message>
    <message>
        <source>its darkest pixels</source>
        <translation>its darkest pixels</translation>
    </message>
    <message>
        <source>its cirrus band, which begins at {floor:.0f}</source>
        <translation>its cirrus band, which begins at {floor:.0f}</translation>
    </message>
    <message>
        <source>QGIS starts no workers itself</source>
        <translation>QGIS starts no workers itself</translation>
    </message>
    <message>
        <source>Leave it empty for this machine, or use the command line</source>
        <translation>Leave it empty for this machine, or use the command line</translation>
    </message>
    <message>
        <source>Save it as a GeoPackage, and choose that</source>
        <translation>Save it as a GeoPackage, and choose that</translation>
    </message>
    <message>
        <source>The scene is too even to tell haze from ground (contrast {contrast:.3f}): nothing is changed</source>
        <translation>The scene is too even to tell haze from ground (contrast {contrast:.3f}): nothing is changed</translation>
    </message>
</context>
<context>
    <name>CoreTexts</name>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}: {1}</translation>
    </message>
    <message>
        <source>{0}.</source>
        <translation>{0}.</translation>
    </message>
    <message>
        <source>{0} {1}.</source>
        <translation>{0} {1}.</translation>
    </message>
    <message>
        <source>draft</source>
        <translation>draft</translation>
    </message>
    <message>
        <source>standard</source>
        <translation>standard</translation>
    </message>
    <message>
        <source>paper</source>
        <translation>paper</translation>
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
        <source>haze</source>
        <translation>haze</translation>
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
        <source>The model {} was not made for haze: use it on rasters that show what it removes.</source>
        <translation>The model {} was not made for haze: use it on rasters that show what it removes.</translation>
    </message>
    <message>
        <source>{}: {} dehazed by DS-RDMPD Dehaze {}</source>
        <translation>{}: {} dehazed by DS-RDMPD Dehaze {}</translation>
    </message>
    <message>
        <source>no pixel was usable</source>
        <translation>no pixel was usable</translation>
    </message>
    <message>
        <source>mean haze thickness {:.2f}</source>
        <translation>mean haze thickness {:.2f}</translation>
    </message>
    <message>
        <source>Haze was removed from {}: {}.</source>
        <translation>Haze was removed from {}: {}.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Limits&lt;/b&gt;: three bands are dehazed; all others are copied, or corrected by what these show. Clouds that hide the ground stay. Palette rasters, rasters with fewer than three bands and layers that are no file (web maps, virtual layers) are refused, with what to do instead. The model needs a Python with torch; the plugin's description says how to get one.</source>
        <translation>&lt;b&gt;Limits&lt;/b&gt;: three bands are dehazed; all others are copied, or corrected by what these show. Clouds that hide the ground stay. Palette rasters, rasters with fewer than three bands and layers that are no file (web maps, virtual layers) are refused, with what to do instead. The model needs a Python with torch; the plugin's description says how to get one.</translation>
    </message>
    <message>
        <source>{} haze mask</source>
        <translation>{} haze mask</translation>
    </message>
    <message>
        <source>steps {}</source>
        <translation>steps {}</translation>
    </message>
    <message>
        <source>{} dehazed ({})</source>
        <translation>{} dehazed ({})</translation>
    </message>
    <message>
        <source>clear</source>
        <translation>clear</translation>
    </message>
    <message>
        <source>cloud</source>
        <translation>cloud</translation>
    </message>
    <message>
        <source>snow</source>
        <translation>snow</translation>
    </message>
    <message>
        <source>saturated</source>
        <translation>saturated</translation>
    </message>
    <message>
        <source>Where {} shows haze, and what was left as it is.</source>
        <translation>Where {} shows haze, and what was left as it is.</translation>
    </message>
    <message>
        <source>Model {}, sampling steps: {}, strength {:g} %, seed {}, bands {}</source>
        <translation>Model {}, sampling steps: {}, strength {:g} %, seed {}, bands {}</translation>
    </message>
    <message>
        <source>Mask {}, soft over {} pixels</source>
        <translation>Mask {}, soft over {} pixels</translation>
    </message>
    <message>
        <source>{} × {} pixels, tiles: {}, sampling steps: {}, {:.1f} s</source>
        <translation>{} × {} pixels, tiles: {}, sampling steps: {}, {:.1f} s</translation>
    </message>
    <message>
        <source>Thickness of the haze in {}, from 0 (clear) to 1.</source>
        <translation>Thickness of the haze in {}, from 0 (clear) to 1.</translation>
    </message>
</context>
<context>
    <name>DehazeDock</name>
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
        <source> %</source>
        <translation> %</translation>
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
    <message>
        <source>How much of the haze is removed. 0: none, the layer stays as it is. 100: what the method finds. 200: twice that. A preview follows at once.</source>
        <translation>How much of the haze is removed. 0: none, the layer stays as it is. 100: what the method finds. 200: twice that. A preview follows at once.</translation>
    </message>
    <message>
        <source>How much of the haze is removed, in percent of what the method finds</source>
        <translation>How much of the haze is removed, in percent of what the method finds</translation>
    </message>
    <message>
        <source>The runs that follow, in this order</source>
        <translation>The runs that follow, in this order</translation>
    </message>
    <message>
        <source>The band that holds red. The first choice comes from the bands' names, wavelengths and colours, the sensor, or the values.</source>
        <translation>The band that holds red. The first choice comes from the bands' names, wavelengths and colours, the sensor, or the values.</translation>
    </message>
    <message>
        <source>Make a second layer that shows how thick the haze is, from 0 (clear) to 1. It lies beside the result, its name ending in “_haze”.</source>
        <translation>Make a second layer that shows how thick the haze is, from 0 (clear) to 1. It lies beside the result, its name ending in “_haze”.</translation>
    </message>
    <message>
        <source>set by Quality</source>
        <translation>set by Quality</translation>
    </message>
    <message>
        <source>The bands that are dehazed, as red, green and blue, and by what they were found: names, wavelengths, colours, sensor, or values</source>
        <translation>The bands that are dehazed, as red, green and blue, and by what they were found: names, wavelengths, colours, sensor, or values</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>Red</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Green</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Blue</translation>
    </message>
    <message>
        <source>The band that holds blue</source>
        <translation>The band that holds blue</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>Options</translation>
    </message>
    <message>
        <source>Where in the area, which bands beside red, green and blue, what else to make, and what becomes of a run that does not end</source>
        <translation>Where in the area, which bands beside red, green and blue, what else to make, and what becomes of a run that does not end</translation>
    </message>
    <message>
        <source>&amp;Mask</source>
        <translation>&amp;Mask</translation>
    </message>
    <message>
        <source>Dehaze only inside this layer: its polygons, or where a raster is neither 0 nor nodata. What lies outside stays exactly as it is.</source>
        <translation>Dehaze only inside this layer: its polygons, or where a raster is neither 0 nor nodata. What lies outside stays exactly as it is.</translation>
    </message>
    <message>
        <source>S&amp;oft edge</source>
        <translation>S&amp;oft edge</translation>
    </message>
    <message>
        <source>Over how many pixels inside the mask's edge the change grows to its full strength; 0 is a hard edge</source>
        <translation>Over how many pixels inside the mask's edge the change grows to its full strength; 0 is a hard edge</translation>
    </message>
    <message>
        <source>Other &amp;bands</source>
        <translation>Other &amp;bands</translation>
    </message>
    <message>
        <source>What becomes of near infrared and all other bands that are not red, green or blue</source>
        <translation>What becomes of near infrared and all other bands that are not red, green or blue</translation>
    </message>
    <message>
        <source>Also make</source>
        <translation>Also make</translation>
    </message>
    <message>
        <source>&amp;Haze map</source>
        <translation>&amp;Haze map</translation>
    </message>
    <message>
        <source>Make a layer that says of each pixel whether it is clear, hazy, cloud, snow or saturated. Its name ends in “_mask”.</source>
        <translation>Make a layer that says of each pixel whether it is clear, hazy, cloud, snow or saturated. Its name ends in “_mask”.</translation>
    </message>
    <message>
        <source>Ha&amp;ze mask</source>
        <translation>Ha&amp;ze mask</translation>
    </message>
    <message>
        <source>From which thickness of the haze on, 0 to 1, the mask says haze</source>
        <translation>From which thickness of the haze on, 0 to 1, the mask says haze</translation>
    </message>
    <message>
        <source>Thickness from which the mask says haze</source>
        <translation>Thickness from which the mask says haze</translation>
    </message>
    <message>
        <source>Write an HTML page about the run: pictures before and after, values, what was cut off, model and parameters. It lies beside the result.</source>
        <translation>Write an HTML page about the run: pictures before and after, values, what was cut off, model and parameters. It lies beside the result.</translation>
    </message>
    <message>
        <source>Re&amp;port</source>
        <translation>Re&amp;port</translation>
    </message>
    <message>
        <source>I&amp;f it stops</source>
        <translation>I&amp;f it stops</translation>
    </message>
    <message>
        <source>What becomes of a run that does not end. Finished rows lie in a hidden folder beside the result; a temporary result has none.</source>
        <translation>What becomes of a run that does not end. Finished rows lie in a hidden folder beside the result; a temporary result has none.</translation>
    </message>
</context>
<context>
    <name>DehazeMosaicAlgorithm</name>
    <message>
        <source>Dehaze scenes of a mosaic</source>
        <translation>Dehaze scenes of a mosaic</translation>
    </message>
    <message>
        <source>haze,dehaze,mosaic,match,scenes,neighbours,dates,seam,fog,smoke</source>
        <translation>haze,dehaze,mosaic,match,scenes,neighbours,dates,seam,fog,smoke</translation>
    </message>
    <message>
        <source>Dehazes overlapping rasters together, so that neighbours meet after mosaicking.</source>
        <translation>Dehazes overlapping rasters together, so that neighbours meet after mosaicking.</translation>
    </message>
    <message>
        <source>Dehazes several rasters together. All get one range of values, and where they overlap their haze fields are adjusted so that the same ground looks the same in all of them. Hazy scenes come to the clear ones; a scene that overlaps none comes out as by itself.</source>
        <translation>Dehazes several rasters together. All get one range of values, and where they overlap their haze fields are adjusted so that the same ground looks the same in all of them. Hazy scenes come to the clear ones; a scene that overlaps none comes out as by itself.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Numbers&lt;/b&gt;: how many rasters were dehazed and how many were not. The log says of each what was adjusted. A raster that cannot be dehazed does not stop the rest.</source>
        <translation>&lt;b&gt;Numbers&lt;/b&gt;: how many rasters were dehazed and how many were not. The log says of each what was adjusted. A raster that cannot be dehazed does not stop the rest.</translation>
    </message>
    <message>
        <source>Input layers</source>
        <translation>Input layers</translation>
    </message>
    <message>
        <source>Raster files that overlap, in any CRS, with at least three bands each.</source>
        <translation>Raster files that overlap, in any CRS, with at least three bands each.</translation>
    </message>
    <message>
        <source>Reference for exposure</source>
        <translation>Reference for exposure</translation>
    </message>
    <message>
        <source>One of the input layers, whose exposure the others take, too: the clearest of several dates of one place. Empty: exposures stay as they are.</source>
        <translation>One of the input layers, whose exposure the others take, too: the clearest of several dates of one place. Empty: exposures stay as they are.</translation>
    </message>
    <message>
        <source>Folder of the results</source>
        <translation>Folder of the results</translation>
    </message>
    <message>
        <source>A GeoTIFF for each raster is made there, called after it.</source>
        <translation>A GeoTIFF for each raster is made there, called after it.</translation>
    </message>
    <message>
        <source>VRT files (*.vrt)</source>
        <translation>VRT files (*.vrt)</translation>
    </message>
    <message>
        <source>Mosaic</source>
        <translation>Mosaic</translation>
    </message>
    <message>
        <source>A virtual raster that shows all results as one. Made if you name it.</source>
        <translation>A virtual raster that shows all results as one. Made if you name it.</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Results</translation>
    </message>
    <message>
        <source>Rasters that were dehazed</source>
        <translation>Rasters that were dehazed</translation>
    </message>
    <message>
        <source>Rasters that could not be dehazed</source>
        <translation>Rasters that could not be dehazed</translation>
    </message>
    <message>
        <source>The reference is not one of the input layers</source>
        <translation>The reference is not one of the input layers</translation>
    </message>
    <message>
        <source>Choose it among the input layers, too</source>
        <translation>Choose it among the input layers, too</translation>
    </message>
    <message>
        <source>None of the rasters could be dehazed: the log says why</source>
        <translation>None of the rasters could be dehazed: the log says why</translation>
    </message>
    <message>
        <source>Cancelled: the results that were finished stay.</source>
        <translation>Cancelled: the results that were finished stay.</translation>
    </message>
    <message>
        <source>{} dehazed</source>
        <translation>{} dehazed</translation>
    </message>
    <message>
        <source>{}: {} dehazed by DS-RDMPD Dehaze {}</source>
        <translation>{}: {} dehazed by DS-RDMPD Dehaze {}</translation>
    </message>
    <message>
        <source>Haze was removed from {}, matched to the scenes around it.</source>
        <translation>Haze was removed from {}, matched to the scenes around it.</translation>
    </message>
</context>
<context>
    <name>DehazeParameters</name>
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
        <source>Mask</source>
        <translation>Mask</translation>
    </message>
    <message>
        <source>Where to dehaze: a polygon layer or a raster (inside where it is neither 0 nor nodata), in any CRS. Pixels outside stay exactly as they are. Empty: everywhere.</source>
        <translation>Where to dehaze: a polygon layer or a raster (inside where it is neither 0 nor nodata), in any CRS. Pixels outside stay exactly as they are. Empty: everywhere.</translation>
    </message>
    <message>
        <source>Red, green and blue band</source>
        <translation>Red, green and blue band</translation>
    </message>
    <message>
        <source>Exactly three bands, in this order; drag them in the list to order them. Empty: taken from the band names, wavelengths, colours, the sensor or the values; the log says which bands and by what.</source>
        <translation>Exactly three bands, in this order; drag them in the list to order them. Empty: taken from the band names, wavelengths, colours, the sensor or the values; the log says which bands and by what.</translation>
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
        <source>Or a method that needs neither a model nor a Python with torch.</source>
        <translation>Or a method that needs neither a model nor a Python with torch.</translation>
    </message>
    <message>
        <source>Quality: draft (fastest), standard, or paper (slowest)</source>
        <translation>Quality: draft (fastest), standard, or paper (slowest)</translation>
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
        <source>How much of the haze is removed: 0 returns the source as it is, 100 removes what the method finds, 200 twice that, for haze that is still there.</source>
        <translation>How much of the haze is removed: 0 returns the source as it is, 100 removes what the method finds, 200 twice that, for haze that is still there.</translation>
    </message>
    <message>
        <source>Keep the haze field</source>
        <translation>Keep the haze field</translation>
    </message>
    <message>
        <source>Puts the haze field beside the result (.haze_field.tif) and, where the networks went on after it, what they changed (.haze_change.tif). From these, Change the strength of a result makes the result at another strength in seconds.</source>
        <translation>Puts the haze field beside the result (.haze_field.tif) and, where the networks went on after it, what they changed (.haze_change.tif). From these, Change the strength of a result makes the result at another strength in seconds.</translation>
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
        <source>Side of the tiles, a multiple of 16. Best left empty: the model's own size. Smaller tiles need less memory.</source>
        <translation>Side of the tiles, a multiple of 16. Best left empty: the model's own size. Smaller tiles need less memory.</translation>
    </message>
    <message>
        <source>Soft edge of the mask (pixels)</source>
        <translation>Soft edge of the mask (pixels)</translation>
    </message>
    <message>
        <source>Over how many pixels inside the mask's edge the change grows to its full strength; 0 is a hard edge.</source>
        <translation>Over how many pixels inside the mask's edge the change grows to its full strength; 0 is a hard edge.</translation>
    </message>
    <message>
        <source>Dask scheduler</source>
        <translation>Dask scheduler</translation>
    </message>
    <message>
        <source>Address of a Dask scheduler, such as tcp://head:8786, or the .json file that it wrote: its workers share the raster, with the pixels of one machine. They need the raster, the weights and the result's folder under the same names, and the folder above the plugin's on PYTHONPATH. Empty: this machine.</source>
        <translation>Address of a Dask scheduler, such as tcp://head:8786, or the .json file that it wrote: its workers share the raster, with the pixels of one machine. They need the raster, the weights and the result's folder under the same names, and the folder above the plugin's on PYTHONPATH. Empty: this machine.</translation>
    </message>
    <message>
        <source>Unfinished runs: resume, keep (also cancelled ones), or discard</source>
        <translation>Unfinished runs: resume, keep (also cancelled ones), or discard</translation>
    </message>
    <message>
        <source>resume: a long run that failed, or whose QGIS ended, goes on where it stopped when the same run is started again. keep: one that was cancelled, too. discard: begin anew, and keep nothing.</source>
        <translation>resume: a long run that failed, or whose QGIS ended, goes on where it stopped when the same run is started again. keep: one that was cancelled, too. discard: begin anew, and keep nothing.</translation>
    </message>
    <message>
        <source>Other bands: keep (copy them) or correct (remove their haze, too)</source>
        <translation>Other bands: keep (copy them) or correct (remove their haze, too)</translation>
    </message>
    <message>
        <source>keep: near infrared and all other bands are copied. correct: the haze that red, green and blue show is taken off them, too, by their wavelength, so that indices such as NDVI are right.</source>
        <translation>keep: near infrared and all other bands are copied. correct: the haze that red, green and blue show is taken off them, too, by their wavelength, so that indices such as NDVI are right.</translation>
    </message>
    <message>
        <source>Wavelengths of all bands (µm)</source>
        <translation>Wavelengths of all bands (µm)</translation>
    </message>
    <message>
        <source>For other bands, where the file does not say them: one number for each band, 0 for a band that haze does not reach.</source>
        <translation>For other bands, where the file does not say them: one number for each band, 0 for a band that haze does not reach.</translation>
    </message>
    <message>
        <source>Haze thickness that the mask marks</source>
        <translation>Haze thickness that the mask marks</translation>
    </message>
    <message>
        <source>From which thickness on (0 to 1) the haze mask says haze.</source>
        <translation>From which thickness on (0 to 1) the haze mask says haze.</translation>
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
        <source>Thickness of the haze, from 0 (clear) to 1: 1 − transmission at 0.443 µm; 1 where cloud hides the ground. Made if you name it.</source>
        <translation>Thickness of the haze, from 0 (clear) to 1: 1 − transmission at 0.443 µm; 1 where cloud hides the ground. Made if you name it.</translation>
    </message>
    <message>
        <source>Haze mask</source>
        <translation>Haze mask</translation>
    </message>
    <message>
        <source>0 clear, 1 haze, and what is left as it is: 2 thick cloud (or snow, without a shortwave infrared band), 3 snow, 4 saturated. Made if you name it.</source>
        <translation>0 clear, 1 haze, and what is left as it is: 2 thick cloud (or snow, without a shortwave infrared band), 3 snow, 4 saturated. Made if you name it.</translation>
    </message>
    <message>
        <source>HTML files (*.html)</source>
        <translation>HTML files (*.html)</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Report</translation>
    </message>
    <message>
        <source>An HTML page about the run: pictures before and after, the distribution of each band's values, what was cut off, NDVI, tile consistency, model and parameters. Made if you name it.</source>
        <translation>An HTML page about the run: pictures before and after, the distribution of each band's values, what was cut off, NDVI, tile consistency, model and parameters. Made if you name it.</translation>
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
        <source>What to know about the layer, such as fill</source>
        <translation>What to know about the layer, such as fill</translation>
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
    <message>
        <source>Sample, Landsat 8</source>
        <translation>Sample, Landsat 8</translation>
    </message>
    <message>
        <source>The sample {} cannot be opened. Install the plugin again.</source>
        <translation>The sample {} cannot be opened. Install the plugin again.</translation>
    </message>
    <message>
        <source>Same stretch as the source</source>
        <translation>Same stretch as the source</translation>
    </message>
    <message>
        <source>The run over “{}” was cancelled. Started again, it goes on where it stopped.</source>
        <translation>The run over “{}” was cancelled. Started again, it goes on where it stopped.</translation>
    </message>
</context>
<context>
    <name>DeviceLine</name>
    <message>
        <source>Looking for the device…</source>
        <translation>Looking for the device…</translation>
    </message>
    <message>
        <source>Where the model runs, in a process of its own: torch {}</source>
        <translation>Where the model runs, in a process of its own: torch {}</translation>
    </message>
    <message>
        <source>The model runs outside QGIS and is set up once</source>
        <translation>The model runs outside QGIS and is set up once</translation>
    </message>
    <message>
        <source>The model is not set up yet.</source>
        <translation>The model is not set up yet.</translation>
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
        <source>not the GPU: {}</source>
        <translation>not the GPU: {}</translation>
    </message>
    <message>
        <source>CPU with {} cores</source>
        <translation>CPU with {} cores</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
</context>
<context>
    <name>DockToolbar</name>
    <message>
        <source>Preview</source>
        <translation>Preview</translation>
    </message>
    <message>
        <source>Show what the map shows without haze, wherever you move it. Strength and method follow at once.</source>
        <translation>Show what the map shows without haze, wherever you move it. Strength and method follow at once.</translation>
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
        <source>Stretch preview and result by their own values</source>
        <translation>Stretch preview and result by their own values</translation>
    </message>
    <message>
        <source>Stretch preview and result as the source is</source>
        <translation>Stretch preview and result as the source is</translation>
    </message>
</context>
<context>
    <name>EmptyPage</name>
    <message>
        <source>&lt;b&gt;There is no raster layer yet.&lt;/b&gt;</source>
        <translation>&lt;b&gt;There is no raster layer yet.&lt;/b&gt;</translation>
    </message>
    <message>
        <source>Add an aerial or satellite image with a red, a green and a blue band, or drop its file on the map.</source>
        <translation>Add an aerial or satellite image with a red, a green and a blue band, or drop its file on the map.</translation>
    </message>
    <message>
        <source>Add a raster layer…</source>
        <translation>Add a raster layer…</translation>
    </message>
    <message>
        <source>Try it on the sample</source>
        <translation>Try it on the sample</translation>
    </message>
    <message>
        <source>A hazy Landsat 8 scene that comes with the plugin, in preview</source>
        <translation>A hazy Landsat 8 scene that comes with the plugin, in preview</translation>
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
    <name>MethodPart</name>
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
        <source>rain</source>
        <translation>rain</translation>
    </message>
    <message>
        <source>blur</source>
        <translation>blur</translation>
    </message>
    <message>
        <source>Needs neither a model nor a Python with torch</source>
        <translation>Needs neither a model nor a Python with torch</translation>
    </message>
    <message>
        <source>Model {}. Tiles of {} pixels. Sampling steps at standard quality: {}. Licence: {}</source>
        <translation>Model {}. Tiles of {} pixels. Sampling steps at standard quality: {}. Licence: {}</translation>
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
        <source>Where the dock's results without a name lie until QGIS is left. Empty: QGIS's temporary folder. Previews take no disk.</source>
        <translation>Where the dock's results without a name lie until QGIS is left. Empty: QGIS's temporary folder. Previews take no disk.</translation>
    </message>
    <message>
        <source>Temporar&amp;y folder</source>
        <translation>Temporar&amp;y folder</translation>
    </message>
    <message>
        <source>QGIS's temporary folder</source>
        <translation>QGIS's temporary folder</translation>
    </message>
    <message>
        <source>Limits the memory that the model takes, in tiles: what one takes depends on the model, the tile size, and the numbers that the device computes with.</source>
        <translation>Limits the memory that the model takes, in tiles: what one takes depends on the model, the tile size, and the numbers that the device computes with.</translation>
    </message>
    <message>
        <source>⚠ {} cannot use its torch: {}</source>
        <translation>⚠ {} cannot use its torch: {}</translation>
    </message>
    <message>
        <source>Set up the model…</source>
        <translation>Set up the model…</translation>
    </message>
    <message>
        <source>Remove it…</source>
        <translation>Remove it…</translation>
    </message>
    <message>
        <source>⚠ The model is not set up yet. Set it up, or name a Python that has torch.</source>
        <translation>⚠ The model is not set up yet. Set it up, or name a Python that has torch.</translation>
    </message>
    <message>
        <source>⚠ {} has no torch. Set the model up, or name another Python.</source>
        <translation>⚠ {} has no torch. Set the model up, or name another Python.</translation>
    </message>
    <message>
        <source>It was made for another version of the plugin: set the model up to renew it.</source>
        <translation>It was made for another version of the plugin: set the model up to renew it.</translation>
    </message>
    <message>
        <source>The Python program (or the folder of its environment) that runs the model. Empty: the variable DSRDMPD_PYTHON, then the environment that “Set up the model” makes.</source>
        <translation>The Python program (or the folder of its environment) that runs the model. Empty: the variable DSRDMPD_PYTHON, then the environment that “Set up the model” makes.</translation>
    </message>
</context>
<context>
    <name>OptionsPart</name>
    <message>
        <source>Everywhere</source>
        <translation>Everywhere</translation>
    </message>
    <message>
        <source>haze from </source>
        <translation>haze from </translation>
    </message>
    <message>
        <source>Copy them</source>
        <translation>Copy them</translation>
    </message>
    <message>
        <source>Near infrared and all others stay as they are, bit for bit</source>
        <translation>Near infrared and all others stay as they are, bit for bit</translation>
    </message>
    <message>
        <source>Correct them</source>
        <translation>Correct them</translation>
    </message>
    <message>
        <source>The haze that red, green and blue show is taken off them by wavelength, so that NDVI fits</source>
        <translation>The haze that red, green and blue show is taken off them by wavelength, so that NDVI fits</translation>
    </message>
    <message>
        <source>Go on next time</source>
        <translation>Go on next time</translation>
    </message>
    <message>
        <source>The same run, started again, goes on where it failed or QGIS ended. Cancelling leaves nothing.</source>
        <translation>The same run, started again, goes on where it failed or QGIS ended. Cancelling leaves nothing.</translation>
    </message>
    <message>
        <source>Go on, also if cancelled</source>
        <translation>Go on, also if cancelled</translation>
    </message>
    <message>
        <source>The same run, started again, goes on where it failed, QGIS ended, or you cancelled it</source>
        <translation>The same run, started again, goes on where it failed, QGIS ended, or you cancelled it</translation>
    </message>
    <message>
        <source>Begin anew</source>
        <translation>Begin anew</translation>
    </message>
    <message>
        <source>Nothing is kept of a run that does not end</source>
        <translation>Nothing is kept of a run that does not end</translation>
    </message>
    <message>
        <source>mask</source>
        <translation>mask</translation>
    </message>
    <message>
        <source>other bands</source>
        <translation>other bands</translation>
    </message>
    <message>
        <source>haze map</source>
        <translation>haze map</translation>
    </message>
    <message>
        <source>haze mask</source>
        <translation>haze mask</translation>
    </message>
    <message>
        <source>report</source>
        <translation>report</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>Options</translation>
    </message>
    <message>
        <source>{} ({})</source>
        <translation>{} ({})</translation>
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
        <source>Full size</source>
        <translation>Full size</translation>
    </message>
    <message>
        <source>{}. The inset shows at full size what a run gives.</source>
        <translation>{}. The inset shows at full size what a run gives.</translation>
    </message>
    <message>
        <source>{}, at the screen's resolution.</source>
        <translation>{}, at the screen's resolution.</translation>
    </message>
    <message>
        <source>The view does not show the layer. Zoom to it, and the preview follows.</source>
        <translation>The view does not show the layer. Zoom to it, and the preview follows.</translation>
    </message>
</context>
<context>
    <name>RasterAlgorithm</name>
    <message>
        <source>Cancelled: no file was written.</source>
        <translation>Cancelled: no file was written.</translation>
    </message>
    <message>
        <source>Nodata value</source>
        <translation>Nodata value</translation>
    </message>
    <message>
        <source>A value that means nodata in every colour band, beside what the file declares. Empty: what the layer's properties (Transparency) add. If the file's own value is unticked there, it counts as ground.</source>
        <translation>A value that means nodata in every colour band, beside what the file declares. Empty: what the layer's properties (Transparency) add. If the file's own value is unticked there, it counts as ground.</translation>
    </message>
    <message>
        <source>Leave out fill</source>
        <translation>Leave out fill</translation>
    </message>
    <message>
        <source>Many files have a border or holes of 0, 255, 65535 or -9999 that they do not declare as nodata. Such pixels are found, told in the log, and left as they are. Switch this off if they are ground.</source>
        <translation>Many files have a border or holes of 0, 255, 65535 or -9999 that they do not declare as nodata. Such pixels are found, told in the log, and left as they are. Switch this off if they are ground.</translation>
    </message>
    <message>
        <source>The layer's bands differ in their additional nodata values: only those that all of them have are used.</source>
        <translation>The layer's bands differ in their additional nodata values: only those that all of them have are used.</translation>
    </message>
</context>
<context>
    <name>RestrengthAlgorithm</name>
    <message>
        <source>Change the strength of a result</source>
        <translation>Change the strength of a result</translation>
    </message>
    <message>
        <source>haze,dehaze,strength,stronger,weaker,again,fog,smoke</source>
        <translation>haze,dehaze,strength,stronger,weaker,again,fog,smoke</translation>
    </message>
    <message>
        <source>Makes a dehazed raster again at another strength, in seconds and without the model.</source>
        <translation>Makes a dehazed raster again at another strength, in seconds and without the model.</translation>
    </message>
    <message>
        <source>Makes a dehazed raster again at another strength. Nothing goes through the model: the haze field that the run has kept says what to take away. The pixels are exactly those of a new run at that strength, and it takes seconds.</source>
        <translation>Makes a dehazed raster again at another strength. Nothing goes through the model: the haze field that the run has kept says what to take away. The pixels are exactly those of a new run at that strength, and it takes seconds.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Before&lt;/b&gt;: run &lt;i&gt;Dehaze raster&lt;/i&gt; with &lt;i&gt;Keep the haze field&lt;/i&gt; switched on. The raster that was dehazed must still be there, unchanged.</source>
        <translation>&lt;b&gt;Before&lt;/b&gt;: run &lt;i&gt;Dehaze raster&lt;/i&gt; with &lt;i&gt;Keep the haze field&lt;/i&gt; switched on. The raster that was dehazed must still be there, unchanged.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Refused&lt;/b&gt;, with what to do: a result whose haze field was not kept, a raster that has changed since, and files that another version of the plugin has kept.</source>
        <translation>&lt;b&gt;Refused&lt;/b&gt;, with what to do: a result whose haze field was not kept, a raster that has changed since, and files that another version of the plugin has kept.</translation>
    </message>
    <message>
        <source>Dehazed layer</source>
        <translation>Dehazed layer</translation>
    </message>
    <message>
        <source>A result of Dehaze raster whose haze field was kept beside it, or the file of that field (its name ends in .haze_field.tif).</source>
        <translation>A result of Dehaze raster whose haze field was kept beside it, or the file of that field (its name ends in .haze_field.tif).</translation>
    </message>
    <message>
        <source>Strength (%)</source>
        <translation>Strength (%)</translation>
    </message>
    <message>
        <source>0 returns the raster before dehazing, 100 removes what the method found, 200 twice that.</source>
        <translation>0 returns the raster before dehazing, 100 removes what the method found, 200 twice that.</translation>
    </message>
    <message>
        <source>Raster that was dehazed</source>
        <translation>Raster that was dehazed</translation>
    </message>
    <message>
        <source>Only if it was moved or renamed. Empty: where it was.</source>
        <translation>Only if it was moved or renamed. Empty: where it was.</translation>
    </message>
    <message>
        <source>At another strength</source>
        <translation>At another strength</translation>
    </message>
    <message>
        <source>The dehazed raster, a compressed GeoTIFF with overviews.</source>
        <translation>The dehazed raster, a compressed GeoTIFF with overviews.</translation>
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
        <source>{} at {:g} %</source>
        <translation>{} at {:g} %</translation>
    </message>
    <message>
        <source>Another strength of {}.</source>
        <translation>Another strength of {}.</translation>
    </message>
    <message>
        <source>{}: {} made again at a strength of {:g} % by DS-RDMPD Dehaze {}</source>
        <translation>{}: {} made again at a strength of {:g} % by DS-RDMPD Dehaze {}</translation>
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
    <name>ResultPart</name>
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
        <source>A run to this file was not finished. With the same choices it goes on where it stopped.</source>
        <translation>A run to this file was not finished. With the same choices it goes on where it stopped.</translation>
    </message>
</context>
<context>
    <name>Results</name>
    <message>
        <source>{} could not be loaded.</source>
        <translation>{} could not be loaded.</translation>
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
        <source>Starting</source>
        <translation>Starting</translation>
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
    <message>
        <source>remove</source>
        <translation>remove</translation>
    </message>
    <message>
        <source>Then:</source>
        <translation>Then:</translation>
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
    <name>SetupDialog</name>
    <message>
        <source>Set up the model</source>
        <translation>Set up the model</translation>
    </message>
    <message>
        <source>&amp;Set up</source>
        <translation>&amp;Set up</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Not now</translation>
    </message>
    <message>
        <source>The model needs PyTorch, once</source>
        <translation>The model needs PyTorch, once</translation>
    </message>
    <message>
        <source>It goes into a folder of its own and runs outside QGIS. QGIS's Python stays as it is, and one button in the settings takes everything away again.</source>
        <translation>It goes into a folder of its own and runs outside QGIS. QGIS's Python stays as it is, and one button in the settings takes everything away again.</translation>
    </message>
    <message>
        <source>&amp;CPU</source>
        <translation>&amp;CPU</translation>
    </message>
    <message>
        <source>NVIDIA &amp;GPU</source>
        <translation>NVIDIA &amp;GPU</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>Runs on</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Download</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>On disk</translation>
    </message>
    <message>
        <source>Made from</source>
        <translation>Made from</translation>
    </message>
    <message>
        <source>No network?</source>
        <translation>No network?</translation>
    </message>
    <message>
        <source>Take a folder of wheels…</source>
        <translation>Take a folder of wheels…</translation>
    </message>
    <message>
        <source>You can go on working in QGIS meanwhile. What has come is kept if it breaks off.</source>
        <translation>You can go on working in QGIS meanwhile. What has come is kept if it breaks off.</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Looking…</translation>
    </message>
    <message>
        <source>Folder of wheels</source>
        <translation>Folder of wheels</translation>
    </message>
    <message>
        <source>Chosen because {}</source>
        <translation>Chosen because {}</translation>
    </message>
    <message>
        <source>none: from the folder {}</source>
        <translation>none: from the folder {}</translation>
    </message>
    <message>
        <source>more than 1 GB, how much is not known beforehand</source>
        <translation>more than 1 GB, how much is not known beforehand</translation>
    </message>
    <message>
        <source>from {}</source>
        <translation>from {}</translation>
    </message>
    <message>
        <source>about {}</source>
        <translation>about {}</translation>
    </message>
    <message>
        <source>Python {} ({}), which stays as it is</source>
        <translation>Python {} ({}), which stays as it is</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Starting</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>{} left</source>
        <translation>{} left</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>&amp;Try again</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>Show the log</source>
        <translation>Show the log</translation>
    </message>
    <message>
        <source>Cancelling</source>
        <translation>Cancelling</translation>
    </message>
</context>
<context>
    <name>SetupGuide</name>
    <message>
        <source>Remove the environment that runs the model? It takes {} in {}.</source>
        <translation>Remove the environment that runs the model? It takes {} in {}.</translation>
    </message>
    <message>
        <source>Remove the model's environment</source>
        <translation>Remove the model's environment</translation>
    </message>
</context>
<context>
    <name>SetupPanel</name>
    <message>
        <source>Set up the model…</source>
        <translation>Set up the model…</translation>
    </message>
    <message>
        <source>The model is not set up yet.</source>
        <translation>The model is not set up yet.</translation>
    </message>
    <message>
        <source>It runs outside QGIS and is fetched once.</source>
        <translation>It runs outside QGIS and is fetched once.</translation>
    </message>
    <message>
        <source>Without it, these work at once: {}.</source>
        <translation>Without it, these work at once: {}.</translation>
    </message>
    <message>
        <source>Set up the model ({}, once)</source>
        <translation>Set up the model ({}, once)</translation>
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
