<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AreaPart</name>
    <message>
        <source>Whole layer</source>
        <translation>整个图层</translation>
    </message>
    <message>
        <source>Everything that the layer has</source>
        <translation>图层的全部内容</translation>
    </message>
    <message>
        <source>Current view</source>
        <translation>当前视图</translation>
    </message>
    <message>
        <source>What the map shows when the run starts</source>
        <translation>运行开始时地图显示的部分</translation>
    </message>
    <message>
        <source>Drawn rectangle</source>
        <translation>绘制的矩形</translation>
    </message>
    <message>
        <source>A rectangle that you draw on the map</source>
        <translation>您在地图上绘制的矩形</translation>
    </message>
    <message>
        <source>Extent of a layer</source>
        <translation>图层的范围</translation>
    </message>
    <message>
        <source>The extent of another layer</source>
        <translation>另一个图层的范围</translation>
    </message>
</context>
<context>
    <name>AssessAlgorithm</name>
    <message>
        <source>Assess raster</source>
        <translation>栅格评估</translation>
    </message>
    <message>
        <source>quality,PSNR,SSIM,SAM,ERGAS,CIEDE2000,NDVI,haze,compare,accuracy,reference,metrics</source>
        <translation>quality,PSNR,SSIM,SAM,ERGAS,CIEDE2000,NDVI,haze,质量,评估,评价,比较,精度,参考,指标,雾霾</translation>
    </message>
    <message>
        <source>Measures a raster: against a reference, before and after, or by itself.</source>
        <translation>评估一个栅格：与参考比较、处理前后比较，或仅就其自身。</translation>
    </message>
    <message>
        <source>Measures a raster of any type and number of bands. With a reference, such as the scene without haze, it says how far the raster is from it; with a raster before as well, how far that was. With a raster before alone, it says how much was changed. By itself, how hazy the raster looks.</source>
        <translation>评估任意类型和波段数的栅格。给出参考（例如无雾的影像）时，说明该栅格与参考相差多少；若还给出处理前的栅格，也说明处理前相差多少。仅给出处理前的栅格时，说明改变了多少。都不给出时，说明该栅格看起来有多少雾霾。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Numbers&lt;/b&gt;: PSNR (dB), SSIM, RMSE, SAM (spectral angle, degrees), ERGAS, CIEDE2000 (colour difference), NDVI_RMSE, HAZE (mean dark channel: 0 is clear) and NDVI are outputs, and the same with _BEFORE for the raster before. They are over the pixels that are usable in all rasters.</source>
        <translation>&lt;b&gt;数值&lt;/b&gt;：PSNR（dB）、SSIM、RMSE、SAM（光谱角，度）、ERGAS、CIEDE2000（色差）、NDVI_RMSE、HAZE（平均暗通道：0 为清晰）和 NDVI 均为输出；带 _BEFORE 的同名输出属于处理前的栅格。它们按在所有栅格中都可用的像元计算。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Limits&lt;/b&gt;: the rasters must lie on the same pixels; what they share is measured. They must be of one kind of data type. Palette rasters and complex numbers are refused.</source>
        <translation>&lt;b&gt;限制&lt;/b&gt;：各栅格的像元必须重合；只评估其共有部分。它们的数据类型必须同类。调色板栅格和复数栅格会被拒绝。</translation>
    </message>
    <message>
        <source>Raster to assess</source>
        <translation>要评估的栅格</translation>
    </message>
    <message>
        <source>The raster that is judged, such as a dehazed one.</source>
        <translation>被评估的栅格，例如去雾后的栅格。</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>参考</translation>
    </message>
    <message>
        <source>The truth, such as the scene without haze, on the same pixels.</source>
        <translation>真值，例如无雾的影像，像元须重合。</translation>
    </message>
    <message>
        <source>Raster before</source>
        <translation>处理前的栅格</translation>
    </message>
    <message>
        <source>What the raster was made from, such as the hazy one, on the same pixels.</source>
        <translation>生成该栅格所用的源，例如有雾的栅格，像元须重合。</translation>
    </message>
    <message>
        <source>Data range</source>
        <translation>数据范围</translation>
    </message>
    <message>
        <source>Range of the values, in the raster's own numbers, that PSNR and SSIM are measured against. Empty: 255 for 8 bits, else from black to white by the sensor, as the log says.</source>
        <translation>计算 PSNR 和 SSIM 所依据的值域，以栅格自身的数值表示。留空：8 位为 255，否则为按传感器从黑到白的范围，日志中有说明。</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>CSV 文件 (*.csv)</translation>
    </message>
    <message>
        <source>All figures, those of each band too, as CSV. Made if you name it.</source>
        <translation>全部数值，包括各波段的，存为 CSV。指定名称时才生成。</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>HTML files (*.html)</source>
        <translation>HTML 文件 (*.html)</translation>
    </message>
    <message>
        <source>An HTML page with pictures, figures and charts, to keep or to print. Made if you name it.</source>
        <translation>含图片、数值和图表的 HTML 页面，可保存或打印。指定名称时才生成。</translation>
    </message>
    <message>
        <source>Usable pixels</source>
        <translation>可用像元数</translation>
    </message>
    <message>
        <source>Red, green and blue band</source>
        <translation>红、绿、蓝波段</translation>
    </message>
    <message>
        <source>Exactly three bands, in this order. Empty: taken from the file's colours or band names.</source>
        <translation>恰好三个波段，按此顺序。留空：取自文件的颜色或波段名称。</translation>
    </message>
    <message>
        <source>Bands to compare</source>
        <translation>要比较的波段</translation>
    </message>
    <message>
        <source>Empty: all of them, but for alpha.</source>
        <translation>留空：除 alpha 之外的全部波段。</translation>
    </message>
    <message>
        <source>Near-infrared band</source>
        <translation>近红外波段</translation>
    </message>
    <message>
        <source>For NDVI. Empty: by the wavelengths or names of the bands.</source>
        <translation>用于 NDVI。留空：根据波段的波长或名称确定。</translation>
    </message>
    <message>
        <source>raster</source>
        <translation>栅格</translation>
    </message>
    <message>
        <source>before</source>
        <translation>处理前</translation>
    </message>
    <message>
        <source>reference</source>
        <translation>参考</translation>
    </message>
    <message>
        <source>Range of PSNR and SSIM: {}</source>
        <translation>PSNR 和 SSIM 的值域：{}</translation>
    </message>
</context>
<context>
    <name>BandsPart</name>
    <message>
        <source>as you chose</source>
        <translation>按您的选择</translation>
    </message>
    <message>
        <source>in their usual order</source>
        <translation>按通常的波段顺序</translation>
    </message>
    <message>
        <source>by {}</source>
        <translation>依据：{}</translation>
    </message>
    <message>
        <source>⚠ {}: nothing in the file says which are red, green and blue</source>
        <translation>⚠ {}：文件未说明哪些波段是红、绿、蓝</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Fold</source>
        <translation>收起</translation>
    </message>
    <message>
        <source>Find them again</source>
        <translation>重新自动识别</translation>
    </message>
    <message>
        <source>Show them on the map</source>
        <translation>在地图上显示</translation>
    </message>
    <message>
        <source>Band {}</source>
        <translation>波段 {}</translation>
    </message>
</context>
<context>
    <name>Checks</name>
    <message>
        <source>There is no raster layer to dehaze. Add one with Layer, Add Layer, Add Raster Layer.</source>
        <translation>没有可去雾的栅格图层。请通过“图层”→“添加图层”→“添加栅格图层”添加一个。</translation>
    </message>
    <message>
        <source>One band is chosen twice. Choose three different ones for red, green and blue.</source>
        <translation>有一个波段被选了两次。请为红、绿、蓝选择三个不同的波段。</translation>
    </message>
    <message>
        <source>No rectangle is drawn yet. Press the button beside the area and draw one.</source>
        <translation>还没有绘制矩形。请按范围旁边的按钮并绘制一个。</translation>
    </message>
    <message>
        <source>Choose the layer whose extent is meant.</source>
        <translation>请选择要使用其范围的图层。</translation>
    </message>
    <message>
        <source>The area cannot be expressed in the layer's CRS. Zoom to the layer, or check its CRS.</source>
        <translation>该范围无法用图层的坐标参照系表示。请缩放到图层，或检查其坐标参照系。</translation>
    </message>
    <message>
        <source>The area lies outside the layer “{}”. Zoom to the layer, or choose another area.</source>
        <translation>该范围位于图层“{}”之外。请缩放到图层，或选择其他范围。</translation>
    </message>
    <message>
        <source>Another run is going to write {}. Choose another name, or wait for it.</source>
        <translation>另一个任务将写入 {}。请换一个名称，或等待它完成。</translation>
    </message>
    <message>
        <source>{} s</source>
        <translation>{} 秒</translation>
    </message>
    <message>
        <source>{} min</source>
        <translation>{} 分钟</translation>
    </message>
    <message>
        <source>{} h {} min</source>
        <translation>{} 小时 {} 分钟</translation>
    </message>
    <message>
        <source>The model is not set up yet. Press “Set up the model” in the dock.</source>
        <translation>模型环境尚未安装。请在面板中按“安装模型环境”。</translation>
    </message>
    <message>
        <source>The layer “{}” cannot be dehazed: it has fewer than the three bands that are needed.</source>
        <translation>图层“{}”无法去雾：它的波段少于所需的三个。</translation>
    </message>
</context>
<context>
    <name>Core</name>
    <message>
        <source>its header is damaged</source>
        <translation>其文件头已损坏</translation>
    </message>
    <message>
        <source>Download it again</source>
        <translation>请重新下载</translation>
    </message>
    <message>
        <source>Check the path</source>
        <translation>请检查路径</translation>
    </message>
    <message>
        <source>it is no safetensors file, or it is torn</source>
        <translation>它不是 safetensors 文件，或不完整</translation>
    </message>
    <message>
        <source>Download or export it again; released checkpoints go through `import-weights` first</source>
        <translation>请重新下载或导出；已发布的检查点须先经过 `import-weights` 导入</translation>
    </message>
    <message>
        <source>it is a safetensors file of another program</source>
        <translation>它是其他程序的 safetensors 文件</translation>
    </message>
    <message>
        <source>Make one with `python -m dsrdmpd import-weights` or `train`</source>
        <translation>请用 `python -m dsrdmpd import-weights` 或 `train` 生成</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Name one of these or the path of a weights file</source>
        <translation>请指定其中之一，或权重文件的路径</translation>
    </message>
    <message>
        <source>the file is torn or damaged</source>
        <translation>文件不完整或已损坏</translation>
    </message>
    <message>
        <source>The weights' configuration cannot be used</source>
        <translation>无法使用权重的配置</translation>
    </message>
    <message>
        <source>stage 2 has no attention heads</source>
        <translation>第二阶段没有注意力头</translation>
    </message>
    <message>
        <source>The weights file cannot be read</source>
        <translation>无法读取权重文件</translation>
    </message>
    <message>
        <source>Update the dehazer or export the weights again</source>
        <translation>请更新插件，或重新导出权重</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Starting the model</source>
        <translation>正在启动模型</translation>
    </message>
    <message>
        <source>Dehazing</source>
        <translation>正在去雾</translation>
    </message>
    <message>
        <source>Building overviews</source>
        <translation>正在构建金字塔</translation>
    </message>
    <message>
        <source>Reading the range of values</source>
        <translation>正在读取值的范围</translation>
    </message>
    <message>
        <source>the step must be at least 1</source>
        <translation>步长至少为 1</translation>
    </message>
    <message>
        <source>Adding haze</source>
        <translation>正在叠加雾霾</translation>
    </message>
    <message>
        <source>this machine or torch has none</source>
        <translation>本机或 torch 没有该设备</translation>
    </message>
    <message>
        <source>Use auto or cpu</source>
        <translation>请使用 auto 或 cpu</translation>
    </message>
    <message>
        <source>the model runs on CPU, CUDA and MPS</source>
        <translation>模型可在 CPU、CUDA 和 MPS 上运行</translation>
    </message>
    <message>
        <source>Use auto, cpu, cuda, cuda:N or mps</source>
        <translation>请使用 auto、cpu、cuda、cuda:N 或 mps</translation>
    </message>
    <message>
        <source>Apple GPU (mps)</source>
        <translation>Apple GPU（mps）</translation>
    </message>
    <message>
        <source>torch finds no usable NVIDIA GPU or driver</source>
        <translation>torch 找不到可用的 NVIDIA GPU 或驱动程序</translation>
    </message>
    <message>
        <source>this torch was built without CUDA</source>
        <translation>此 torch 构建时不含 CUDA</translation>
    </message>
    <message>
        <source>The images cannot be dehazed</source>
        <translation>无法对这些影像去雾</translation>
    </message>
    <message>
        <source>The noise cannot be used</source>
        <translation>无法使用该噪声</translation>
    </message>
    <message>
        <source>Download or export it again</source>
        <translation>请重新下载或导出</translation>
    </message>
    <message>
        <source>Change the name</source>
        <translation>请更改名称</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>没有这个文件</translation>
    </message>
    <message>
        <source>it holds more than tensors and could run code on this machine</source>
        <translation>其中不只有张量，可能会在本机运行代码</translation>
    </message>
    <message>
        <source>it is no checkpoint</source>
        <translation>它不是检查点</translation>
    </message>
    <message>
        <source>Nothing of it was run; ask its author for a plain state dict</source>
        <translation>其中的内容均未运行；请向作者索取单纯的状态字典</translation>
    </message>
    <message>
        <source>it is torn or no PyTorch checkpoint</source>
        <translation>它不完整，或不是 PyTorch 检查点</translation>
    </message>
    <message>
        <source>Import it without --ema</source>
        <translation>请不带 --ema 导入</translation>
    </message>
    <message>
        <source>it was never updated in training, so it holds untrained weights</source>
        <translation>它在训练中从未更新，因此其中是未经训练的权重</translation>
    </message>
    <message>
        <source>its 'model' is no state dict</source>
        <translation>其“model”不是状态字典</translation>
    </message>
    <message>
        <source>its noise schedule lacks betas2_cumsum</source>
        <translation>其噪声方案缺少 betas2_cumsum</translation>
    </message>
    <message>
        <source>some of its entries' names are no text</source>
        <translation>其中一些条目的名称不是文本</translation>
    </message>
    <message>
        <source>Is it a checkpoint of DS-RDMPD?</source>
        <translation>请确认它是 DS-RDMPD 的检查点</translation>
    </message>
    <message>
        <source>it holds no tensors</source>
        <translation>其中没有张量</translation>
    </message>
    <message>
        <source>Choose a folder that can be written</source>
        <translation>请选择可写入的文件夹</translation>
    </message>
    <message>
        <source>The raster cannot be dehazed</source>
        <translation>无法对该栅格去雾</translation>
    </message>
    <message>
        <source>Run again on the CPU (device 'cpu'), or with another model</source>
        <translation>请在 CPU 上（设备“cpu”）或用其他模型重新运行</translation>
    </message>
    <message>
        <source>The raster cannot be used</source>
        <translation>无法使用该栅格</translation>
    </message>
    <message>
        <source>The raster's position on the map cannot be used</source>
        <translation>无法使用该栅格在地图上的位置</translation>
    </message>
    <message>
        <source>Georeference the raster again</source>
        <translation>请重新对该栅格进行地理配准</translation>
    </message>
    <message>
        <source>it has no area</source>
        <translation>它没有面积</translation>
    </message>
    <message>
        <source>Give xmin, ymin, xmax, ymax with xmin below xmax and ymin below ymax</source>
        <translation>请给出 xmin、ymin、xmax、ymax，且 xmin 小于 xmax、ymin 小于 ymax</translation>
    </message>
    <message>
        <source>Choose an extent that overlaps the raster, in the raster's own coordinate reference system</source>
        <translation>请选择与栅格相交的范围，并使用栅格自身的坐标参照系</translation>
    </message>
    <message>
        <source>The preview cannot be kept in memory</source>
        <translation>无法把预览保存在内存中</translation>
    </message>
    <message>
        <source>Close other programs</source>
        <translation>请关闭其他程序</translation>
    </message>
    <message>
        <source>it has no pixels</source>
        <translation>它没有像元</translation>
    </message>
    <message>
        <source>Choose another raster</source>
        <translation>请选择其他栅格</translation>
    </message>
    <message>
        <source>Expand it first with Raster &gt; Conversion &gt; PCT to RGB, or with gdal_translate -expand rgb</source>
        <translation>请先用“栅格 &gt; 转换 &gt; PCT 转 RGB”或 gdal_translate -expand rgb 展开</translation>
    </message>
    <message>
        <source>Stack three bands first with Raster &gt; Miscellaneous &gt; Build Virtual Raster, or gdalbuildvrt -separate</source>
        <translation>请先用“栅格 &gt; 杂项 &gt; 构建虚拟栅格”或 gdalbuildvrt -separate 叠合三个波段</translation>
    </message>
    <message>
        <source>Choose other band numbers</source>
        <translation>请选择其他波段号</translation>
    </message>
    <message>
        <source>Convert it first with gdal_translate -ot Float32 (or -ot Int32 for whole numbers)</source>
        <translation>请先用 gdal_translate -ot Float32（整数用 -ot Int32）转换</translation>
    </message>
    <message>
        <source>Convert it first to one type with gdal_translate -ot</source>
        <translation>请先用 gdal_translate -ot 转换为同一类型</translation>
    </message>
    <message>
        <source>Leave that band out with gdal_translate -b, or convert all bands to its type with -ot</source>
        <translation>请用 gdal_translate -b 去掉该波段，或用 -ot 把所有波段转换为其类型</translation>
    </message>
    <message>
        <source>Give them one value first with gdalwarp -dstnodata</source>
        <translation>请先用 gdalwarp -dstnodata 统一其值</translation>
    </message>
    <message>
        <source>Warp it first with Raster &gt; Projections &gt; Warp, or with gdalwarp</source>
        <translation>请先用“栅格 &gt; 投影 &gt; 变形（重投影）”或 gdalwarp 校正</translation>
    </message>
    <message>
        <source>Check the path, and that GDAL reads this format</source>
        <translation>请检查路径，以及 GDAL 能否读取此格式</translation>
    </message>
    <message>
        <source>GDAL does not say why</source>
        <translation>GDAL 未说明原因</translation>
    </message>
    <message>
        <source>it was closed</source>
        <translation>它已关闭</translation>
    </message>
    <message>
        <source>GDAL returned nothing and gave no reason</source>
        <translation>GDAL 没有返回内容，也未说明原因</translation>
    </message>
    <message>
        <source>The file may be damaged: check it with gdalinfo -checksum</source>
        <translation>文件可能已损坏：请用 gdalinfo -checksum 检查</translation>
    </message>
    <message>
        <source>Give one for each band, in micrometres, and 0 for a band that gets no haze</source>
        <translation>请为每个波段给出一个波长（微米），不加雾霾的波段给 0</translation>
    </message>
    <message>
        <source>no band would get haze</source>
        <translation>没有波段会被加上雾霾</translation>
    </message>
    <message>
        <source>Give at least one band its wavelength</source>
        <translation>请至少给出一个波段的波长</translation>
    </message>
    <message>
        <source>The haze cannot be computed</source>
        <translation>无法计算雾霾</translation>
    </message>
    <message>
        <source>the result is a GeoTIFF</source>
        <translation>结果是 GeoTIFF</translation>
    </message>
    <message>
        <source>Let the name end in .tif or .tiff</source>
        <translation>请使用以 .tif 或 .tiff 结尾的名称</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>它是文件夹</translation>
    </message>
    <message>
        <source>Choose a file name</source>
        <translation>请选择文件名</translation>
    </message>
    <message>
        <source>it is the raster that is read</source>
        <translation>它就是要读取的栅格</translation>
    </message>
    <message>
        <source>Choose another file name</source>
        <translation>请选择其他文件名</translation>
    </message>
    <message>
        <source>Create it, or choose another one</source>
        <translation>请创建它，或选择其他文件夹</translation>
    </message>
    <message>
        <source>Free some space, choose another disk, or dehaze a smaller extent</source>
        <translation>请释放一些空间、选择其他磁盘，或对较小的范围去雾</translation>
    </message>
    <message>
        <source>Choose another folder</source>
        <translation>请选择其他文件夹</translation>
    </message>
    <message>
        <source>Close it in other programs, or remove its layer</source>
        <translation>请在其他程序中关闭它，或移除其图层</translation>
    </message>
    <message>
        <source>The results cannot be written</source>
        <translation>无法写入结果</translation>
    </message>
    <message>
        <source>both have the same name</source>
        <translation>两者名称相同</translation>
    </message>
    <message>
        <source>Name one of them otherwise</source>
        <translation>请为其中之一另取名称</translation>
    </message>
    <message>
        <source>Close the file in other programs, or remove its layer, and try again</source>
        <translation>请在其他程序中关闭该文件，或移除其图层，然后重试</translation>
    </message>
    <message>
        <source>Check that the disk has room and the folder is writable</source>
        <translation>请检查磁盘是否有空间、文件夹是否可写</translation>
    </message>
    <message>
        <source>The dehazing process answered with the wrong array</source>
        <translation>去雾进程返回了错误的数组</translation>
    </message>
    <message>
        <source>Restart QGIS and run again</source>
        <translation>请重新启动 QGIS 后再运行</translation>
    </message>
    <message>
        <source>The model gave values that are not numbers</source>
        <translation>模型给出了非数字的值</translation>
    </message>
    <message>
        <source>Try the device cpu or another model</source>
        <translation>请尝试设备 cpu 或其他模型</translation>
    </message>
    <message>
        <source>The dehazing process could not be started</source>
        <translation>无法启动去雾进程</translation>
    </message>
    <message>
        <source>A batch of tiles cannot be sent</source>
        <translation>无法发送一批瓦片</translation>
    </message>
    <message>
        <source>The dehazing process does not fit this plugin</source>
        <translation>去雾进程与此插件不匹配</translation>
    </message>
    <message>
        <source>Restart QGIS, so that both come from the same version</source>
        <translation>请重新启动 QGIS，使两者来自同一版本</translation>
    </message>
    <message>
        <source>There is not enough memory to dehaze a single tile</source>
        <translation>内存不足，连一个瓦片也无法去雾</translation>
    </message>
    <message>
        <source>Choose a smaller tile size, the device cpu, or close other programs</source>
        <translation>请选择较小的瓦片大小或设备 cpu，或关闭其他程序</translation>
    </message>
    <message>
        <source>The dehazing process failed twice at the same tiles</source>
        <translation>去雾进程在同样的瓦片上失败了两次</translation>
    </message>
    <message>
        <source>The dehazing process cannot be started</source>
        <translation>无法启动去雾进程</translation>
    </message>
    <message>
        <source>Name another Python</source>
        <translation>请指定其他 Python</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>closed its pipe</source>
        <translation>关闭了管道</translation>
    </message>
    <message>
        <source>DSRDMPD_PYTHON</source>
        <translation>DSRDMPD_PYTHON</translation>
    </message>
    <message>
        <source>The Python that was chosen cannot run the model</source>
        <translation>所选的 Python 无法运行模型</translation>
    </message>
    <message>
        <source>that is QGIS itself, which would open a second time</source>
        <translation>那是 QGIS 本身，会再打开一次</translation>
    </message>
    <message>
        <source>the arrays do not fill the payload</source>
        <translation>数组没有填满数据部分</translation>
    </message>
    <message>
        <source>a message has an unreadable header</source>
        <translation>某条消息的头部无法读取</translation>
    </message>
    <message>
        <source>a message broke off in the middle</source>
        <translation>某条消息中途断开</translation>
    </message>
    <message>
        <source>A message to or from the dehazing process is too large</source>
        <translation>与去雾进程之间的消息过大</translation>
    </message>
    <message>
        <source>Use a smaller batch or tile size</source>
        <translation>请使用较小的批或瓦片大小</translation>
    </message>
    <message>
        <source>The dehazing process and its parent do not understand each other</source>
        <translation>去雾进程与其父进程无法相互理解</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>请重新运行</translation>
    </message>
    <message>
        <source>The model stopped with an error</source>
        <translation>模型因错误而停止</translation>
    </message>
    <message>
        <source>There is not enough memory for the model</source>
        <translation>内存不足，无法容纳模型</translation>
    </message>
    <message>
        <source>Close other programs, choose a smaller tile size, or the device cpu</source>
        <translation>请关闭其他程序，或选择较小的瓦片大小，或设备 cpu</translation>
    </message>
    <message>
        <source>the view does not show it</source>
        <translation>当前视图中没有它</translation>
    </message>
    <message>
        <source>Zoom to the layer</source>
        <translation>请缩放到图层</translation>
    </message>
    <message>
        <source>Set the project's CRS to that of the layer</source>
        <translation>请把工程的坐标参照系设为该图层的</translation>
    </message>
    <message>
        <source>The preview failed</source>
        <translation>预览失败</translation>
    </message>
    <message>
        <source>See the log</source>
        <translation>请查看日志</translation>
    </message>
    <message>
        <source>it is no rectangle in the layer's coordinate reference system</source>
        <translation>它不是图层坐标参照系中的矩形</translation>
    </message>
    <message>
        <source>Give xmin,xmax,ymin,ymax with the CRS in brackets, such as 10,11,50,51 [EPSG:4326]</source>
        <translation>请给出 xmin,xmax,ymin,ymax，坐标参照系放在方括号中，例如 10,11,50,51 [EPSG:4326]</translation>
    </message>
    <message>
        <source>it is no number</source>
        <translation>它不是数字</translation>
    </message>
    <message>
        <source>Give one, or leave it empty</source>
        <translation>请给出一个，或留空</translation>
    </message>
    <message>
        <source>it is no whole number</source>
        <translation>它不是整数</translation>
    </message>
    <message>
        <source>three different band numbers are needed, for red, green and blue</source>
        <translation>需要三个不同的波段号，分别作红、绿、蓝</translation>
    </message>
    <message>
        <source>Give them in this order, such as 4,3,2, or leave BANDS empty</source>
        <translation>请按此顺序给出，例如 4,3,2，或将 BANDS 留空</translation>
    </message>
    <message>
        <source>Name one of these</source>
        <translation>请指定其中之一</translation>
    </message>
    <message>
        <source>Name one of these, or add a weights file to the folder that `python -m dsrdmpd info` names</source>
        <translation>请指定其中之一，或把权重文件放入 `python -m dsrdmpd info` 所示的文件夹</translation>
    </message>
    <message>
        <source>they are no list of numbers</source>
        <translation>它们不是数字列表</translation>
    </message>
    <message>
        <source>Give micrometres with points and commas, such as 0.655,0.5625,0.4825, or leave WAVELENGTHS empty</source>
        <translation>请用小数点和逗号给出微米值，例如 0.655,0.5625,0.4825，或将 WAVELENGTHS 留空</translation>
    </message>
    <message>
        <source>the settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Choose another file name, or remove that layer first</source>
        <translation>请选择其他文件名，或先移除该图层</translation>
    </message>
    <message>
        <source>There is no precision '{precision}'</source>
        <translation>没有名为“{precision}”的精度</translation>
    </message>
    <message>
        <source>their shape is {shape}, not (b, 3, h, w)</source>
        <translation>其形状为 {shape}，而不是 (b, 3, h, w)</translation>
    </message>
    <message>
        <source>its shape is {its}, not {other}</source>
        <translation>其形状为 {its}，而不是 {other}</translation>
    </message>
    <message>
        <source>the schedule has {timesteps}</source>
        <translation>噪声方案只有 {timesteps} 个</translation>
    </message>
    <message>
        <source>Use one of {names}</source>
        <translation>请使用 {names} 之一</translation>
    </message>
    <message>
        <source>The device {name} cannot be used</source>
        <translation>无法使用设备 {name}</translation>
    </message>
    <message>
        <source>CPU, {cores} cores ({machine})</source>
        <translation>CPU，{cores} 核（{machine}）</translation>
    </message>
    <message>
        <source>There is no device '{name}'</source>
        <translation>没有名为“{name}”的设备</translation>
    </message>
    <message>
        <source>this torch sees {count} CUDA devices</source>
        <translation>此 torch 可见 {count} 个 CUDA 设备</translation>
    </message>
    <message>
        <source>{name} cannot be used as weights</source>
        <translation>{name} 无法用作权重</translation>
    </message>
    <message>
        <source>{name} cannot be used</source>
        <translation>无法使用 {name}</translation>
    </message>
    <message>
        <source>a weights file ends in {suffix}</source>
        <translation>权重文件以 {suffix} 结尾</translation>
    </message>
    <message>
        <source>{name} cannot be used as {stage}</source>
        <translation>{name} 无法用作 {stage}</translation>
    </message>
    <message>
        <source>it has no tensor {tensor}</source>
        <translation>它没有张量 {tensor}</translation>
    </message>
    <message>
        <source>{count} tensors hold NaN or infinity: {tensors}</source>
        <translation>{count} 个张量含有 NaN 或无穷大：{tensors}</translation>
    </message>
    <message>
        <source>{path} cannot be written</source>
        <translation>无法写入 {path}</translation>
    </message>
    <message>
        <source>The checkpoint {path} cannot be read</source>
        <translation>无法读取检查点 {path}</translation>
    </message>
    <message>
        <source>{name} cannot be read</source>
        <translation>无法读取 {name}</translation>
    </message>
    <message>
        <source>it holds a {kind}, not a state dict</source>
        <translation>其中是 {kind}，而不是状态字典</translation>
    </message>
    <message>
        <source>{name} has no moving average</source>
        <translation>{name} 没有滑动平均</translation>
    </message>
    <message>
        <source>it has surplus entries: {entries}</source>
        <translation>它有多余的条目：{entries}</translation>
    </message>
    <message>
        <source>its noise schedule is not the published one ({key} differs)</source>
        <translation>其噪声方案与已发表的不同（{key} 不一致）</translation>
    </message>
    <message>
        <source>these entries are no plain tensors: {entries}</source>
        <translation>这些条目不是普通张量：{entries}</translation>
    </message>
    <message>
        <source>{count} tensors are missing: {tensors}</source>
        <translation>缺少 {count} 个张量：{tensors}</translation>
    </message>
    <message>
        <source>{count} tensors are surplus: {tensors}</source>
        <translation>多出 {count} 个张量：{tensors}</translation>
    </message>
    <message>
        <source>{count} shapes differ: {tensors}</source>
        <translation>{count} 个张量的形状不一致：{tensors}</translation>
    </message>
    <message>
        <source>it has a tensor '{tensor}' of no stage</source>
        <translation>其中的张量“{tensor}”不属于任何阶段</translation>
    </message>
    <message>
        <source>{name} was refused</source>
        <translation>已拒绝 {name}</translation>
    </message>
    <message>
        <source>The moving average in {name} cannot be used</source>
        <translation>无法使用 {name} 中的滑动平均</translation>
    </message>
    <message>
        <source>its '{key}' is no number</source>
        <translation>其“{key}”不是数字</translation>
    </message>
    <message>
        <source>{name} does not fit {stage}</source>
        <translation>{name} 与 {stage} 不匹配</translation>
    </message>
    <message>
        <source>There is no model '{model}'</source>
        <translation>没有名为“{model}”的模型</translation>
    </message>
    <message>
        <source>installed are: {names}</source>
        <translation>已安装的有：{names}</translation>
    </message>
    <message>
        <source>{name} is {value}, no {kind}</source>
        <translation>{name} 是 {value}，而不是 {kind}</translation>
    </message>
    <message>
        <source>stage 1's width {width} is not a multiple of 8</source>
        <translation>第一阶段的宽度 {width} 不是 8 的倍数</translation>
    </message>
    <message>
        <source>stage 2's width {width} is not a multiple of 8</source>
        <translation>第二阶段的宽度 {width} 不是 8 的倍数</translation>
    </message>
    <message>
        <source>the schedule has {timesteps} timesteps</source>
        <translation>噪声方案有 {timesteps} 个时间步</translation>
    </message>
    <message>
        <source>sum_scale is {value}</source>
        <translation>sum_scale 为 {value}</translation>
    </message>
    <message>
        <source>its task '{task}' is none of {tasks}</source>
        <translation>其任务“{task}”不是 {tasks} 之一</translation>
    </message>
    <message>
        <source>standard_steps is {value}</source>
        <translation>standard_steps 为 {value}</translation>
    </message>
    <message>
        <source>refined_from is {value}</source>
        <translation>refined_from 为 {value}</translation>
    </message>
    <message>
        <source>the tile size {side} is not a multiple of 16 of at least 64</source>
        <translation>瓦片大小 {side} 不是不小于 64 的 16 的倍数</translation>
    </message>
    <message>
        <source>The weights file {path} cannot be read</source>
        <translation>无法读取权重文件 {path}</translation>
    </message>
    <message>
        <source>it has format {its} and this version reads format {ours}</source>
        <translation>其格式为 {its}，而本版本读取格式 {ours}</translation>
    </message>
    <message>
        <source>its configuration is damaged ({error})</source>
        <translation>其配置已损坏（{error}）</translation>
    </message>
    <message>
        <source>Looking at the whole scene</source>
        <translation>正在查看整个场景</translation>
    </message>
    <message>
        <source>The {name} {value} cannot be used</source>
        <translation>无法使用{name} {value}</translation>
    </message>
    <message>
        <source>it is not a multiple of {step} pixels</source>
        <translation>它不是 {step} 像元的倍数</translation>
    </message>
    <message>
        <source>was ended by signal {number} ({name})</source>
        <translation>被信号 {number}（{name}）终止</translation>
    </message>
    <message>
        <source>; its last words were: {lines}</source>
        <translation>；其最后的输出是：{lines}</translation>
    </message>
    <message>
        <source>sent nonsense ({nonsense})</source>
        <translation>发来了无法理解的内容（{nonsense}）</translation>
    </message>
    <message>
        <source>ended with exit status {status}</source>
        <translation>以退出状态 {status} 结束</translation>
    </message>
    <message>
        <source>did not answer within {seconds:.0f} s</source>
        <translation>在 {seconds:.0f} 秒内没有应答</translation>
    </message>
    <message>
        <source>gave no sign of life for {seconds:.0f} s</source>
        <translation>有 {seconds:.0f} 秒没有动静</translation>
    </message>
    <message>
        <source>it {ended} before it was ready{output}</source>
        <translation>它在就绪之前{ended}{output}</translation>
    </message>
    <message>
        <source>Check that {python} can import torch</source>
        <translation>请检查 {python} 能否导入 torch</translation>
    </message>
    <message>
        <source>it has shape {shape} and dtype {dtype}</source>
        <translation>其形状为 {shape}，类型为 {dtype}</translation>
    </message>
    <message>
        <source>{tiles} tiles have {positions} positions</source>
        <translation>{tiles} 个瓦片有 {positions} 个位置</translation>
    </message>
    <message>
        <source>Memory does not hold {tiles} tiles at once; going on with {fewer}.</source>
        <translation>内存无法同时容纳 {tiles} 个瓦片；改为 {fewer} 个继续。</translation>
    </message>
    <message>
        <source>The dehazing process {ended}; it is started again.</source>
        <translation>去雾进程{ended}；正在重新启动。</translation>
    </message>
    <message>
        <source>{dtype} {shape} instead of float32 {wanted}</source>
        <translation>{dtype} {shape}，而不是 float32 {wanted}</translation>
    </message>
    <message>
        <source>in the tiles that begin at row {row}</source>
        <translation>位于从第 {row} 行开始的瓦片中</translation>
    </message>
    <message>
        <source>it {ended}{output}</source>
        <translation>它{ended}{output}</translation>
    </message>
    <message>
        <source>it speaks version {its} of the protocol and the plugin version {ours}</source>
        <translation>其协议版本为 {its}，插件的为 {ours}</translation>
    </message>
    <message>
        <source>{python} lacks the module '{module}'</source>
        <translation>{python} 缺少模块“{module}”</translation>
    </message>
    <message>
        <source>Install it there, or name another Python in the settings or in {variable}</source>
        <translation>请在其中安装，或在设置或 {variable} 中指定其他 Python</translation>
    </message>
    <message>
        <source>there is no {path}</source>
        <translation>没有 {path}</translation>
    </message>
    <message>
        <source>The Python that {origin} names cannot be used</source>
        <translation>无法使用{origin}指定的 Python</translation>
    </message>
    <message>
        <source>{path} is not a program that may be run</source>
        <translation>{path} 不是可以运行的程序</translation>
    </message>
    <message>
        <source>a message begins with {start}</source>
        <translation>某条消息以 {start} 开头</translation>
    </message>
    <message>
        <source>there is no message '{kind}' of that form</source>
        <translation>没有这种形式的消息“{kind}”</translation>
    </message>
    <message>
        <source>an array is described as {entry}</source>
        <translation>某个数组被描述为 {entry}</translation>
    </message>
    <message>
        <source>header {header} of {most_header} bytes, payload {payload} of {most_payload}</source>
        <translation>头部 {header} 字节（上限 {most_header}），数据 {payload} 字节（上限 {most_payload}）</translation>
    </message>
    <message>
        <source>Try the device cpu, or report this with the end of {log}</source>
        <translation>请尝试设备 cpu，或附上 {log} 的末尾报告此问题</translation>
    </message>
    <message>
        <source>BANDS '{value}' cannot be used</source>
        <translation>无法使用 BANDS“{value}”</translation>
    </message>
    <message>
        <source>there is no folder {folder}</source>
        <translation>没有文件夹 {folder}</translation>
    </message>
    <message>
        <source>no file can be made in {folder} ({reason})</source>
        <translation>无法在 {folder} 中创建文件（{reason}）</translation>
    </message>
    <message>
        <source>it may take {needed} and {folder} has {left} left</source>
        <translation>可能需要 {needed}，而 {folder} 只剩 {left}</translation>
    </message>
    <message>
        <source>No haze field can be found</source>
        <translation>无法求得雾霾场</translation>
    </message>
    <message>
        <source>the weights have none</source>
        <translation>这些权重不含雾霾场网络</translation>
    </message>
    <message>
        <source>Model {name} on {device}</source>
        <translation>模型 {name}，运行于 {device}</translation>
    </message>
    <message>
        <source>Method {title}; it needs no model</source>
        <translation>方法 {title}；它不需要模型</translation>
    </message>
    <message>
        <source>the field's width {width} is not a multiple of 8</source>
        <translation>雾霾场网络的宽度 {width} 不是 8 的倍数</translation>
    </message>
    <message>
        <source>the field's depth is {depth}</source>
        <translation>雾霾场网络的深度为 {depth}</translation>
    </message>
    <message>
        <source>the field's view_px is {view_px}</source>
        <translation>雾霾场网络的 view_px 为 {view_px}</translation>
    </message>
    <message>
        <source>{name} cannot be dehazed</source>
        <translation>无法对 {name} 去雾</translation>
    </message>
    <message>
        <source>it holds {count} rasters and does not say which one to take</source>
        <translation>它包含 {count} 个栅格，未说明使用哪一个</translation>
    </message>
    <message>
        <source>Open one of them by its own name, such as {example}</source>
        <translation>请按名称打开其中一个，例如 {example}</translation>
    </message>
    <message>
        <source>band {number} holds palette indices instead of colours</source>
        <translation>波段 {number} 存放的是调色板索引而不是颜色</translation>
    </message>
    <message>
        <source>The bands {bands} cannot be used</source>
        <translation>无法使用波段 {bands}</translation>
    </message>
    <message>
        <source>red, green and blue must be three different bands from 1 to {count}</source>
        <translation>红、绿、蓝必须是 1 到 {count} 中三个不同的波段</translation>
    </message>
    <message>
        <source>it has {count} bands, and red, green and blue are needed</source>
        <translation>它有 {count} 个波段，而需要红、绿、蓝三个波段</translation>
    </message>
    <message>
        <source>it has 1 band, and red, green and blue are needed</source>
        <translation>它只有 1 个波段，而需要红、绿、蓝三个波段</translation>
    </message>
    <message>
        <source>pixels of type {types} are not supported</source>
        <translation>不支持 {types} 类型的像元</translation>
    </message>
    <message>
        <source>its red, green and blue band are of different types ({types})</source>
        <translation>其红、绿、蓝波段的类型不同（{types}）</translation>
    </message>
    <message>
        <source>a GeoTIFF of its colours' type {type} cannot hold band {number} ({other})</source>
        <translation>其颜色波段类型 {type} 的 GeoTIFF 无法容纳波段 {number}（{other}）</translation>
    </message>
    <message>
        <source>its colour bands differ in nodata value ({values}), and a GeoTIFF keeps only one</source>
        <translation>其颜色波段的无数据值不同（{values}），而 GeoTIFF 只能保留一个</translation>
    </message>
    <message>
        <source>the nodata value of band {number} is {value} and that of the colour bands {colours}, and a GeoTIFF keeps only one</source>
        <translation>波段 {number} 的无数据值为 {value}，颜色波段的为 {colours}，而 GeoTIFF 只能保留一个</translation>
    </message>
    <message>
        <source>it is placed on the map by ground control points only</source>
        <translation>它仅由地面控制点定位在地图上</translation>
    </message>
    <message>
        <source>it is placed on the map by geolocation arrays only</source>
        <translation>它仅由地理定位数组定位在地图上</translation>
    </message>
    <message>
        <source>values that are not finite came back for the tile at {place}</source>
        <translation>{place} 处的瓦片返回了非有限值</translation>
    </message>
    <message>
        <source>its size is {width} x {height} pixels</source>
        <translation>其大小为 {width} x {height} 像元</translation>
    </message>
    <message>
        <source>its geotransform {terms} does not spread the pixels over an area</source>
        <translation>其地理变换 {terms} 没有把像元铺成面</translation>
    </message>
    <message>
        <source>The extent {bounds} cannot be used</source>
        <translation>无法使用范围 {bounds}</translation>
    </message>
    <message>
        <source>The extent {bounds} cannot be dehazed</source>
        <translation>无法对范围 {bounds} 去雾</translation>
    </message>
    <message>
        <source>it lies outside the raster, which covers {covered}</source>
        <translation>它位于栅格之外，栅格覆盖 {covered}</translation>
    </message>
    <message>
        <source>8-bit values are taken for a picture</source>
        <translation>8 位的值被当作图片的显示值</translation>
    </message>
    <message>
        <source>The 16-bit values are an 8-bit picture's, times 257, and are taken for one</source>
        <translation>这些 16 位的值是 8 位图片的值乘以 257，因此被当作图片的显示值</translation>
    </message>
    <message>
        <source>Values are taken for {sensor}, by {evidence}</source>
        <translation>值被当作 {sensor}，依据：{evidence}</translation>
    </message>
    <message>
        <source>No sensor is known: values from {low:.6g} to {high:.6g} are taken for light from black to white</source>
        <translation>传感器未知：从 {low:.6g} 到 {high:.6g} 的值被当作从黑到白的光</translation>
    </message>
    <message>
        <source>No pixel is usable</source>
        <translation>没有可用的像元</translation>
    </message>
    <message>
        <source>{name} cannot be opened</source>
        <translation>无法打开 {name}</translation>
    </message>
    <message>
        <source>{path} cannot be closed</source>
        <translation>无法关闭 {path}</translation>
    </message>
    <message>
        <source>The bands of {path} cannot be read</source>
        <translation>无法读取 {path} 的波段</translation>
    </message>
    <message>
        <source>The metadata of {path} cannot be read</source>
        <translation>无法读取 {path} 的元数据</translation>
    </message>
    <message>
        <source>{path} cannot be read</source>
        <translation>无法读取 {path}</translation>
    </message>
    <message>
        <source>There is no quality '{name}'</source>
        <translation>没有名为“{name}”的质量</translation>
    </message>
    <message>
        <source>it must lie between {low:.10g} and {high:.10g}</source>
        <translation>它必须在 {low:.10g} 和 {high:.10g} 之间</translation>
    </message>
    <message>
        <source>The tile size {size} cannot be used</source>
        <translation>无法使用瓦片大小 {size}</translation>
    </message>
    <message>
        <source>Use {size}</source>
        <translation>请使用 {size}</translation>
    </message>
    <message>
        <source>A preview cannot show every {step}th pixel</source>
        <translation>预览无法每隔 {step} 个像元显示一个</translation>
    </message>
    <message>
        <source>the file's own scale {scale:g} and offset {offset:g}</source>
        <translation>文件自带的比例 {scale:g} 和偏移 {offset:g}</translation>
    </message>
    <message>
        <source>reflectance</source>
        <translation>反射率</translation>
    </message>
    <message>
        <source>its name or metadata, {found}</source>
        <translation>其名称或元数据 {found}</translation>
    </message>
    <message>
        <source>its numbers</source>
        <translation>其数值</translation>
    </message>
    <message>
        <source>reflectance × 10 000</source>
        <translation>反射率 × 10 000</translation>
    </message>
    <message>
        <source>its metadata</source>
        <translation>其元数据</translation>
    </message>
    <message>
        <source>Haze by wavelength: {bands}</source>
        <translation>按波长叠加雾霾：{bands}</translation>
    </message>
    <message>
        <source>band {number} {um:g} µm</source>
        <translation>波段 {number} {um:g} µm</translation>
    </message>
    <message>
        <source>band {number} none</source>
        <translation>波段 {number} 无</translation>
    </message>
    <message>
        <source>The wavelengths {given} cannot be used</source>
        <translation>无法使用波长 {given}</translation>
    </message>
    <message>
        <source>there are {count} of them and {bands} bands</source>
        <translation>波长有 {count} 个，而波段有 {bands} 个</translation>
    </message>
    <message>
        <source>{um:g} does not lie between {low:g} and {high:g}, where sunlight does</source>
        <translation>{um:g} 不在太阳光所在的 {low:g} 和 {high:g} 之间</translation>
    </message>
    <message>
        <source>Give micrometres</source>
        <translation>请使用微米</translation>
    </message>
    <message>
        <source>Give micrometres, so {um:g} for {nm:g} nm</source>
        <translation>请使用微米，即 {nm:g} nm 写作 {um:g}</translation>
    </message>
    <message>
        <source>Give the wavelengths of all bands in micrometres, such as {example}; 0 leaves a band as it is</source>
        <translation>请给出所有波段的波长（微米），例如 {example}；0 表示波段保持原样</translation>
    </message>
    <message>
        <source>the file does not say what light bands {bands} see</source>
        <translation>文件未说明波段 {bands} 感应哪种光</translation>
    </message>
    <message>
        <source>the file does not say what light band {band} sees</source>
        <translation>文件未说明波段 {band} 感应哪种光</translation>
    </message>
    <message>
        <source>{parameter} '{value}' cannot be used</source>
        <translation>无法使用 {parameter}“{value}”</translation>
    </message>
    <message>
        <source>there are: {offered}</source>
        <translation>可用的有：{offered}</translation>
    </message>
    <message>
        <source>WAVELENGTHS '{value}' cannot be used</source>
        <translation>无法使用 WAVELENGTHS“{value}”</translation>
    </message>
    <message>
        <source>it is open as the layer '{name}'</source>
        <translation>它已作为图层“{name}”打开</translation>
    </message>
    <message>
        <source>its place in the map's coordinate reference system cannot be found ({reason})</source>
        <translation>无法确定它在地图坐标参照系中的位置（{reason}）</translation>
    </message>
    <message>
        <source>There is no preview of '{layer}'</source>
        <translation>没有“{layer}”的预览</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>采样步数</translation>
    </message>
    <message>
        <source>strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>tile size</source>
        <translation>瓦片大小</translation>
    </message>
    <message>
        <source>thickness</source>
        <translation>厚度</translation>
    </message>
    <message>
        <source>pattern size</source>
        <translation>雾团大小</translation>
    </message>
    <message>
        <source>patchiness</source>
        <translation>斑块度</translation>
    </message>
    <message>
        <source>airlight</source>
        <translation>大气光</translation>
    </message>
    <message>
        <source>Dark channel prior (He 2011)</source>
        <translation>暗通道先验（He 2011）</translation>
    </message>
    <message>
        <source>Dark object subtraction (Chavez 1988)</source>
        <translation>暗目标减法（Chavez 1988）</translation>
    </message>
    <message>
        <source>this torch is made for CPUs; the settings can set the model up for the {name}</source>
        <translation>此 torch 是 CPU 版；可在设置中为 {name} 重新安装模型环境</translation>
    </message>
    <message>
        <source>torch cannot use the driver of the {name}</source>
        <translation>torch 无法使用 {name} 的驱动</translation>
    </message>
    <message>
        <source>{device}, the processor</source>
        <translation>{device}，处理器</translation>
    </message>
    <message>
        <source>{device}, the Mac's GPU</source>
        <translation>{device}，Mac 的 GPU</translation>
    </message>
    <message>
        <source>cuda:{index}, {name} ({free} GB free)</source>
        <translation>cuda:{index}，{name}（可用 {free} GB）</translation>
    </message>
    <message>
        <source>cuda:{index}, {name}</source>
        <translation>cuda:{index}，{name}</translation>
    </message>
    <message>
        <source>The model is not set up yet</source>
        <translation>模型环境尚未安装</translation>
    </message>
    <message>
        <source>there is no Python with torch to run it</source>
        <translation>没有带 torch 的 Python 来运行模型</translation>
    </message>
    <message>
        <source>Press “Set up the model” in the dock (Raster menu, Dehaze), or run `{command}` in {folder}</source>
        <translation>请在面板（栅格菜单，去雾）中按“安装模型环境”，或在 {folder} 中运行 `{command}`</translation>
    </message>
    <message>
        <source>Name a Python that has torch, or clear {origin} and set the model up in the dock</source>
        <translation>请指定带 torch 的 Python，或清除{origin}并在面板中安装模型环境</translation>
    </message>
    <message>
        <source>it is not set up; `{command}` does that</source>
        <translation>尚未安装；可运行 `{command}`</translation>
    </message>
    <message>
        <source>the managed environment</source>
        <translation>已安装的模型环境</translation>
    </message>
    <message>
        <source>this checkout</source>
        <translation>此源码检出</translation>
    </message>
    <message>
        <source>this computer has the {name}</source>
        <translation>此计算机有 {name}</translation>
    </message>
    <message>
        <source>no NVIDIA graphics card was found</source>
        <translation>没有找到 NVIDIA 显卡</translation>
    </message>
    <message>
        <source>the driver {driver} of the {name} is too old, torch wants {least}; update the driver</source>
        <translation>{name} 的驱动 {driver} 过旧，torch 需要 {least}；请更新驱动</translation>
    </message>
    <message>
        <source>the {name} is too old for this torch</source>
        <translation>{name} 对此 torch 来说过旧</translation>
    </message>
    <message>
        <source>the {name} has too little memory</source>
        <translation>{name} 的显存太小</translation>
    </message>
    <message>
        <source>The model could not be set up</source>
        <translation>无法安装模型环境</translation>
    </message>
    <message>
        <source>Name auto, cpu or cuda</source>
        <translation>请指定 auto、cpu 或 cuda</translation>
    </message>
    <message>
        <source>Name the folder of wheels</source>
        <translation>请指定存放 wheel 文件的文件夹</translation>
    </message>
    <message>
        <source>there is no device {device}</source>
        <translation>没有设备 {device}</translation>
    </message>
    <message>
        <source>{path} could not be removed whole</source>
        <translation>无法完全删除 {path}</translation>
    </message>
    <message>
        <source>a program still uses it</source>
        <translation>仍有程序在使用它</translation>
    </message>
    <message>
        <source>Leave QGIS and try again</source>
        <translation>请退出 QGIS 后重试</translation>
    </message>
    <message>
        <source>Making an environment</source>
        <translation>正在创建环境</translation>
    </message>
    <message>
        <source>Trying it out</source>
        <translation>正在试运行</translation>
    </message>
    <message>
        <source>Putting it in its place</source>
        <translation>正在就位</translation>
    </message>
    <message>
        <source>The model is ready</source>
        <translation>模型已就绪</translation>
    </message>
    <message>
        <source>The GPU cannot be used ({why}); the model runs on the CPU.</source>
        <translation>无法使用 GPU（{why}）；模型在 CPU 上运行。</translation>
    </message>
    <message>
        <source>{arrived}, {rate} a second</source>
        <translation>{arrived}，每秒 {rate}</translation>
    </message>
    <message>
        <source>{arrived} of {total}</source>
        <translation>{arrived}，共 {total}</translation>
    </message>
    <message>
        <source>Downloading: {how_much}</source>
        <translation>正在下载：{how_much}</translation>
    </message>
    <message>
        <source>Unpacking</source>
        <translation>正在解包</translation>
    </message>
    <message>
        <source>the folder has no wheel of {package} {version}</source>
        <translation>文件夹中没有 {package} {version} 的 wheel 文件</translation>
    </message>
    <message>
        <source>{name} is damaged or was changed: its checksum is another one</source>
        <translation>{name} 已损坏或被改动：校验和不符</translation>
    </message>
    <message>
        <source>Fetch that wheel again</source>
        <translation>请重新获取该 wheel 文件</translation>
    </message>
    <message>
        <source>Put it into {folder}: {name}</source>
        <translation>请将其放入 {folder}：{name}</translation>
    </message>
    <message>
        <source>there is no Python on this computer from which to make an environment</source>
        <translation>此计算机上没有可用来创建环境的 Python</translation>
    </message>
    <message>
        <source>Install Python 3.12 from python.org, or python3 and python3-venv on Linux; try again</source>
        <translation>请从 python.org 安装 Python 3.12，Linux 上请安装 python3 和 python3-venv，然后重试</translation>
    </message>
    <message>
        <source>{path} does not serve: {why}</source>
        <translation>{path} 不可用：{why}</translation>
    </message>
    <message>
        <source>it needs {needed} and the disk has {free} free</source>
        <translation>需要 {needed}，而磁盘只剩 {free}</translation>
    </message>
    <message>
        <source>the folder {folder} is too long for Windows by {letters} letters</source>
        <translation>文件夹 {folder} 对 Windows 来说长了 {letters} 个字符</translation>
    </message>
    <message>
        <source>Name a short folder in the variable DSRDMPD_RUNTIME, such as C:\dsrdmpd</source>
        <translation>请在变量 DSRDMPD_RUNTIME 中指定一个较短的文件夹，例如 C:\dsrdmpd</translation>
    </message>
    <message>
        <source>Make room, or name a folder on another disk in the variable DSRDMPD_RUNTIME</source>
        <translation>请腾出空间，或在变量 DSRDMPD_RUNTIME 中指定另一磁盘上的文件夹</translation>
    </message>
    <message>
        <source>another QGIS or terminal is at it</source>
        <translation>另一个 QGIS 或终端正在安装</translation>
    </message>
    <message>
        <source>Wait until it is done, then try again</source>
        <translation>请等它完成后重试</translation>
    </message>
    <message>
        <source>Cancelled. What has been downloaded is kept for the next time.</source>
        <translation>已取消。已下载的内容会保留到下次。</translation>
    </message>
    <message>
        <source>Device: {device}, because {why}</source>
        <translation>设备：{device}，因为{why}</translation>
    </message>
    <message>
        <source>Download: {size}</source>
        <translation>下载：{size}</translation>
    </message>
    <message>
        <source>Disk: about {size} in {folder}</source>
        <translation>磁盘：约 {size}，位于 {folder}</translation>
    </message>
    <message>
        <source>Made from Python {version} at {path}, which stays as it is</source>
        <translation>基于 {path} 的 Python {version} 创建，后者保持不变</translation>
    </message>
    <message>
        <source>Source: {source}</source>
        <translation>来源：{source}</translation>
    </message>
    <message>
        <source>Only the version is checked, not a checksum of ours: {names}</source>
        <translation>只核对版本，没有我们的校验和：{names}</translation>
    </message>
    <message>
        <source>the folder {folder}</source>
        <translation>文件夹 {folder}</translation>
    </message>
    <message>
        <source>it is Python {version}, and torch wants {oldest} to {newest}</source>
        <translation>它是 Python {version}，而 torch 需要 {oldest} 到 {newest}</translation>
    </message>
    <message>
        <source>there is no torch for the processor {machine}</source>
        <translation>没有适用于处理器 {machine} 的 torch</translation>
    </message>
    <message>
        <source>it lacks the modules {names}</source>
        <translation>它缺少模块 {names}</translation>
    </message>
    <message>
        <source>it ended with exit status {status}: {said}</source>
        <translation>它以退出状态 {status} 结束：{said}</translation>
    </message>
    <message>
        <source>it did not answer within {seconds:.0f} s</source>
        <translation>它在 {seconds:.0f} 秒内没有应答</translation>
    </message>
    <message>
        <source>it cannot be started ({why})</source>
        <translation>无法启动（{why}）</translation>
    </message>
    <message>
        <source>There is no torch for {device} on this computer</source>
        <translation>此计算机上没有 {device} 版 torch</translation>
    </message>
    <message>
        <source>Choose the CPU</source>
        <translation>请选择 CPU</translation>
    </message>
    <message>
        <source>The model cannot be set up with this Python</source>
        <translation>无法用此 Python 安装模型环境</translation>
    </message>
    <message>
        <source>Install another Python, 3.12 best, and try again</source>
        <translation>请安装另一个 Python（最好是 3.12），然后重试</translation>
    </message>
    <message>
        <source>there is no {package} for Python {version} here</source>
        <translation>这里没有适用于 Python {version} 的 {package}</translation>
    </message>
    <message>
        <source>PyPI, Python's package index, and PyTorch's own ({address})</source>
        <translation>PyPI（Python 软件包索引）和 PyTorch 自己的索引（{address}）</translation>
    </message>
    <message>
        <source>PyPI, Python's package index</source>
        <translation>PyPI（Python 软件包索引）</translation>
    </message>
    <message>
        <source>On Debian and Ubuntu: sudo apt install python{version}-venv; then try again</source>
        <translation>在 Debian 和 Ubuntu 上：sudo apt install python{version}-venv；然后重试</translation>
    </message>
    <message>
        <source>{path} has no ensurepip, and there is no virtualenv and no uv</source>
        <translation>{path} 没有 ensurepip，也没有 virtualenv 和 uv</translation>
    </message>
    <message>
        <source>torch was installed and cannot be used ({said})</source>
        <translation>torch 已安装但无法使用（{said}）</translation>
    </message>
    <message>
        <source>Choose the other device, or report this with the end of {log}</source>
        <translation>请选择另一设备，或附上 {log} 的末尾报告此问题</translation>
    </message>
    <message>
        <source>Install Microsoft's Visual C++ Redistributable, then try again</source>
        <translation>请安装 Microsoft Visual C++ 可再发行组件，然后重试</translation>
    </message>
    <message>
        <source>The whole log is {log}</source>
        <translation>完整日志在 {log}</translation>
    </message>
    <message>
        <source>{device}, not the GPU: {why}</source>
        <translation>{device}，未使用 GPU：{why}</translation>
    </message>
    <message>
        <source>it answers like no Python</source>
        <translation>它的应答不像 Python</translation>
    </message>
    <message>
        <source>it was asked for</source>
        <translation>您选择了它</translation>
    </message>
    <message>
        <source>there is one build for this computer</source>
        <translation>此计算机只有一种版本</translation>
    </message>
    <message>
        <source>it has 32 bits, and torch wants 64</source>
        <translation>它是 32 位的，而 torch 需要 64 位</translation>
    </message>
    <message>
        <source>it is a build without the global lock, for which not every package is made</source>
        <translation>它是不带全局锁的版本，并非所有软件包都支持</translation>
    </message>
    <message>
        <source>it is an Intel program, and torch ended at 2.2 for those; an Apple Mac needs a Python of its own kind</source>
        <translation>它是 Intel 程序，而 torch 对其只支持到 2.2；Apple 芯片的 Mac 需要同类的 Python</translation>
    </message>
    <message>
        <source>torch wants macOS 14 or newer</source>
        <translation>torch 需要 macOS 14 或更新版本</translation>
    </message>
    <message>
        <source>it was built without glibc, and torch wants that</source>
        <translation>它不是用 glibc 构建的，而 torch 需要 glibc</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>a wheel is damaged or was changed: its checksum is another one</source>
        <translation>某个 wheel 文件已损坏或被改动：校验和不符</translation>
    </message>
    <message>
        <source>Try again; if it stays so, a proxy or virus scanner changes what is downloaded</source>
        <translation>请重试；如果依旧，说明代理或杀毒软件改动了下载内容</translation>
    </message>
    <message>
        <source>the proxy refused the connection</source>
        <translation>代理拒绝了连接</translation>
    </message>
    <message>
        <source>Check the proxy in QGIS's network settings</source>
        <translation>请检查 QGIS 网络设置中的代理</translation>
    </message>
    <message>
        <source>the certificate of the package index is not trusted here</source>
        <translation>此处不信任软件包索引的证书</translation>
    </message>
    <message>
        <source>Name your company's certificate in the variable PIP_CERT, or install from a folder of wheels</source>
        <translation>请在变量 PIP_CERT 中指定贵公司的证书，或从存放 wheel 文件的文件夹安装</translation>
    </message>
    <message>
        <source>the connection broke</source>
        <translation>连接中断</translation>
    </message>
    <message>
        <source>Try again: what has been downloaded is kept</source>
        <translation>请重试：已下载的内容会保留</translation>
    </message>
    <message>
        <source>the package index has no such wheel, or could not be reached</source>
        <translation>软件包索引中没有该 wheel 文件，或无法访问该索引</translation>
    </message>
    <message>
        <source>Check the connection and the proxy in QGIS's network settings, then try again</source>
        <translation>请检查网络连接和 QGIS 网络设置中的代理，然后重试</translation>
    </message>
    <message>
        <source>another program holds a file, such as a virus scanner</source>
        <translation>另一程序（例如杀毒软件）占用了文件</translation>
    </message>
    <message>
        <source>Try again, or let the scanner leave that folder alone</source>
        <translation>请重试，或让杀毒软件不扫描该文件夹</translation>
    </message>
    <message>
        <source>coarse_from is {value}</source>
        <translation>coarse_from 为 {value}</translation>
    </message>
    <message>
        <source>the field's passes are {passes}</source>
        <translation>场的遍数为 {passes}</translation>
    </message>
    <message>
        <source>DN</source>
        <translation>DN</translation>
    </message>
    <message>
        <source>they do not overlap</source>
        <translation>它们不重叠</translation>
    </message>
    <message>
        <source>Choose other rasters</source>
        <translation>请选择其他栅格</translation>
    </message>
    <message>
        <source>their pixels do not lie on each other</source>
        <translation>它们的像元不重合</translation>
    </message>
    <message>
        <source>Bring one onto the other's grid first, with gdalwarp -te -ts or Raster &gt; Align Rasters</source>
        <translation>请先用 gdalwarp -te -ts 或“栅格 &gt; 对齐栅格”把其中一个对齐到另一个的格网</translation>
    </message>
    <message>
        <source>{names} cannot be compared</source>
        <translation>无法比较 {names}</translation>
    </message>
    <message>
        <source>{first} and {second} cannot be compared</source>
        <translation>无法比较 {first} 和 {second}</translation>
    </message>
    <message>
        <source>their coordinate reference systems differ</source>
        <translation>它们的坐标参照系不同</translation>
    </message>
    <message>
        <source>Warp one to the other's first, with Raster &gt; Projections &gt; Warp</source>
        <translation>请先用“栅格 &gt; 投影 &gt; 变形（重投影）”把其中一个转换到另一个的坐标参照系</translation>
    </message>
    <message>
        <source>The rasters cannot be compared</source>
        <translation>无法比较这些栅格</translation>
    </message>
    <message>
        <source>Name the bands that are to be compared</source>
        <translation>请指定要比较的波段</translation>
    </message>
    <message>
        <source>{name} has {count}</source>
        <translation>{name} 有 {count} 个</translation>
    </message>
    <message>
        <source>their numbers of bands differ: {counts}</source>
        <translation>它们的波段数不同：{counts}</translation>
    </message>
    <message>
        <source>{name} has no such band to measure: {bands}</source>
        <translation>{name} 没有可评估的波段 {bands}</translation>
    </message>
    <message>
        <source>The bands cannot be compared</source>
        <translation>无法比较这些波段</translation>
    </message>
    <message>
        <source>Name bands that all rasters have; alpha is none</source>
        <translation>请指定所有栅格都有的波段；alpha 不算</translation>
    </message>
    <message>
        <source>Bring both to the same unit and data type first, with gdal_translate -ot -scale</source>
        <translation>请先用 gdal_translate -ot -scale 把两者转换为相同的单位和数据类型</translation>
    </message>
    <message>
        <source>band {number} holds {first} and {second}</source>
        <translation>波段 {number} 的类型分别是 {first} 和 {second}</translation>
    </message>
    <message>
        <source>Colours are left out: {why}</source>
        <translation>不计算颜色指标：{why}</translation>
    </message>
    <message>
        <source>it is none of the bands that are compared, or a colour itself, or the colours are not known</source>
        <translation>它不在要比较的波段之中，或本身就是红、绿、蓝之一，或颜色波段未知</translation>
    </message>
    <message>
        <source>Near infrared cannot be band {number}</source>
        <translation>近红外不能是波段 {number}</translation>
    </message>
    <message>
        <source>{range:.6g} DN, from black to white of {name} as the model sees it. {told}</source>
        <translation>{range:.6g} DN，即模型所见 {name} 从黑到白的范围。{told}</translation>
    </message>
    <message>
        <source>{range:.6g} DN, between the darkest and the brightest thousandth</source>
        <translation>{range:.6g} DN，即最暗与最亮各千分之一之间的范围</translation>
    </message>
    <message>
        <source>{range:g} DN, as given</source>
        <translation>{range:g} DN，按给定值</translation>
    </message>
    <message>
        <source>it must be a number above 0</source>
        <translation>它必须是大于 0 的数</translation>
    </message>
    <message>
        <source>they must be different ones</source>
        <translation>它们必须各不相同</translation>
    </message>
    <message>
        <source>The data range {value:g} cannot be used</source>
        <translation>无法使用数据范围 {value:g}</translation>
    </message>
    <message>
        <source>The bands {bands} cannot be compared</source>
        <translation>无法比较波段 {bands}</translation>
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
        <translation>光谱角</translation>
    </message>
    <message>
        <source>ERGAS</source>
        <translation>ERGAS</translation>
    </message>
    <message>
        <source>Colour difference ΔE00</source>
        <translation>色差 ΔE00</translation>
    </message>
    <message>
        <source>NDVI RMSE</source>
        <translation>NDVI RMSE</translation>
    </message>
    <message>
        <source>Haze density (dark channel)</source>
        <translation>雾霾浓度（暗通道）</translation>
    </message>
    <message>
        <source>Mean NDVI</source>
        <translation>平均 NDVI</translation>
    </message>
    <message>
        <source>dB</source>
        <translation>dB</translation>
    </message>
    <message>
        <source>Mean difference</source>
        <translation>平均差</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>平均值</translation>
    </message>
    <message>
        <source>Standard deviation</source>
        <translation>标准差</translation>
    </message>
    <message>
        <source>At the lowest value</source>
        <translation>处于最低值的比例</translation>
    </message>
    <message>
        <source>At the highest value</source>
        <translation>处于最高值的比例</translation>
    </message>
    <message>
        <source>A picture for the report cannot be made</source>
        <translation>无法生成报告所用的图片</translation>
    </message>
    <message>
        <source>There is nothing to dehaze</source>
        <translation>没有可去雾的内容</translation>
    </message>
    <message>
        <source>no raster was named</source>
        <translation>没有指定栅格</translation>
    </message>
    <message>
        <source>Name rasters, or a folder of them</source>
        <translation>请指定栅格，或存放栅格的文件夹</translation>
    </message>
    <message>
        <source>The log has the details</source>
        <translation>详情见日志</translation>
    </message>
    <message>
        <source>{number} of {count}: {stage}</source>
        <translation>第 {number} 个，共 {count} 个：{stage}</translation>
    </message>
    <message>
        <source>another run is writing it</source>
        <translation>另一个运行正在写入它</translation>
    </message>
    <message>
        <source>Wait until it has ended, cancel it, or choose another file name</source>
        <translation>请等它结束、取消它，或选择其他文件名</translation>
    </message>
    <message>
        <source>another run is writing it ({holder})</source>
        <translation>另一个运行正在写入它（{holder}）</translation>
    </message>
    <message>
        <source>Several workers cannot be used</source>
        <translation>无法使用多个工作进程</translation>
    </message>
    <message>
        <source>Install what requirements-cluster.txt lists there, and on every machine</source>
        <translation>请在其中以及每台机器上安装 requirements-cluster.txt 所列的软件包</translation>
    </message>
    <message>
        <source>{python} lacks the module 'distributed'</source>
        <translation>{python} 缺少模块“distributed”</translation>
    </message>
    <message>
        <source>A scheduler was started on this machine: {address}</source>
        <translation>已在本机启动调度器：{address}</translation>
    </message>
    <message>
        <source>A block cannot be dehazed</source>
        <translation>无法对某个分块去雾</translation>
    </message>
    <message>
        <source>every worker that tried it died, perhaps for lack of memory</source>
        <translation>每个尝试处理它的工作进程都中止了，可能是因为内存不足</translation>
    </message>
    <message>
        <source>Look at the workers' logs, and use fewer at a time</source>
        <translation>请查看工作进程的日志，并减少同时运行的工作进程</translation>
    </message>
    <message>
        <source>a worker cannot import the program ({error})</source>
        <translation>某个工作进程无法导入本程序（{error}）</translation>
    </message>
    <message>
        <source>Start workers with PYTHONPATH={root}, and the same packages as here</source>
        <translation>请用 PYTHONPATH={root} 启动工作进程，并使用与此处相同的软件包</translation>
    </message>
    <message>
        <source>The workers cannot be used</source>
        <translation>无法使用这些工作进程</translation>
    </message>
    <message>
        <source>Start one with `dask scheduler`, or use `{local}` for this machine</source>
        <translation>请用 `dask scheduler` 启动一个，或用 `{local}` 表示本机</translation>
    </message>
    <message>
        <source>The scheduler {address} cannot be reached</source>
        <translation>无法连接调度器 {address}</translation>
    </message>
    <message>
        <source>there must be one at least</source>
        <translation>至少须有一个</translation>
    </message>
    <message>
        <source>{count} workers cannot be used</source>
        <translation>无法使用 {count} 个工作进程</translation>
    </message>
    <message>
        <source>it has had no worker for {minutes} minutes</source>
        <translation>它已有 {minutes} 分钟没有工作进程</translation>
    </message>
    <message>
        <source>Start some: dask worker {address}</source>
        <translation>请启动一些：dask worker {address}</translation>
    </message>
    <message>
        <source>the connection was lost</source>
        <translation>连接已断开</translation>
    </message>
    <message>
        <source>The scheduler {address} does nothing</source>
        <translation>调度器 {address} 没有任何进展</translation>
    </message>
    <message>
        <source>A report cannot be made</source>
        <translation>无法生成报告</translation>
    </message>
    <message>
        <source>a run on many machines makes none</source>
        <translation>在多台机器上的运行不生成报告</translation>
    </message>
    <message>
        <source>Use the command assess on its result</source>
        <translation>请对其结果使用 assess 命令</translation>
    </message>
    <message>
        <source>Blocks: {count}, workers: {workers}</source>
        <translation>分块：{count}，工作进程：{workers}</translation>
    </message>
    <message>
        <source>Method {name} on {device}</source>
        <translation>方法 {name}，运行于 {device}</translation>
    </message>
    <message>
        <source>{host} has another {what}</source>
        <translation>{host} 的{what}不同</translation>
    </message>
    <message>
        <source>The workers do not fit together</source>
        <translation>各工作进程不一致</translation>
    </message>
    <message>
        <source>Give all of them the same, and start them again</source>
        <translation>请使它们全部一致，然后重新启动</translation>
    </message>
    <message>
        <source>version of this program</source>
        <translation>本程序版本</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>version of torch</source>
        <translation>torch 版本</translation>
    </message>
    <message>
        <source>{why} (on {host})</source>
        <translation>{why}（在 {host} 上）</translation>
    </message>
    <message>
        <source>its name does not end in {ending}</source>
        <translation>其名称不以 {ending} 结尾</translation>
    </message>
    <message>
        <source>Let the name end in {ending}</source>
        <translation>请使用以 {ending} 结尾的名称</translation>
    </message>
    <message>
        <source>results are written to disks only, and this is a place inside GDAL</source>
        <translation>结果只能写入磁盘，而这是 GDAL 内部的位置</translation>
    </message>
    <message>
        <source>Choose a file in a folder</source>
        <translation>请选择文件夹中的文件</translation>
    </message>
    <message>
        <source>the file that is there is write-protected</source>
        <translation>已有的文件受写保护</translation>
    </message>
    <message>
        <source>Choose another name, or unprotect it</source>
        <translation>请选择其他名称，或解除其写保护</translation>
    </message>
    <message>
        <source>its name is too long for the disk</source>
        <translation>其名称对磁盘来说过长</translation>
    </message>
    <message>
        <source>Choose a shorter name</source>
        <translation>请选择较短的名称</translation>
    </message>
    <message>
        <source>An earlier run got as far as {done:.0%}; this one goes on from there</source>
        <translation>先前的运行已完成 {done:.0%}；本次从该处继续</translation>
    </message>
    <message>
        <source>{kept:.0%} of the result is kept: the same run, started again, goes on there</source>
        <translation>结果的 {kept:.0%} 已保留：再次启动相同的运行即可从该处继续</translation>
    </message>
    <message>
        <source>Haze optimized transformation (Zhang 2002)</source>
        <translation>雾霾优化变换 HOT（Zhang 2002）</translation>
    </message>
    <message>
        <source>the field's airlight_cells are {cells}</source>
        <translation>雾霾场网络的 airlight_cells 为 {cells}</translation>
    </message>
    <message>
        <source>The report was not made: {error}</source>
        <translation>没有生成报告：{error}</translation>
    </message>
    <message>
        <source>Waiting for workers</source>
        <translation>正在等待工作进程</translation>
    </message>
    <message>
        <source>Taking over what is finished</source>
        <translation>正在接收已完成的部分</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>正在测量</translation>
    </message>
    <message>
        <source>Open one of them by its own name, such as {example}, or, if each is one band, stack red, green and blue: gdalbuildvrt -separate stack.vrt {bands}</source>
        <translation>请按名称打开其中一个，例如 {example}；如果每个都是一个波段，请叠合红、绿、蓝：gdalbuildvrt -separate stack.vrt {bands}</translation>
    </message>
    <message>
        <source>it has no bands of its own</source>
        <translation>它自身没有波段</translation>
    </message>
    <message>
        <source>Open one of the rasters in it by its own name</source>
        <translation>请按名称打开其中的一个栅格</translation>
    </message>
    <message>
        <source>band {number} holds palette indices, which are names and no amounts</source>
        <translation>波段 {number} 存放的是调色板索引，它们是代号而不是数量</translation>
    </message>
    <message>
        <source>Expand it first with gdal_translate -expand rgb</source>
        <translation>请先用 gdal_translate -expand rgb 展开</translation>
    </message>
    <message>
        <source>band {number} is of the type {kind}, which is not supported</source>
        <translation>波段 {number} 的类型为 {kind}，不受支持</translation>
    </message>
    <message>
        <source>Convert it first with gdal_translate -ot Float32</source>
        <translation>请先用 gdal_translate -ot Float32 转换</translation>
    </message>
    <message>
        <source>{name} cannot be measured</source>
        <translation>无法评估 {name}</translation>
    </message>
    <message>
        <source>Check that the disk has room and that every machine sees the folder under this name</source>
        <translation>请检查磁盘是否有空间，以及每台机器是否都能以此名称访问该文件夹</translation>
    </message>
    <message>
        <source>a block is shorter than it was</source>
        <translation>某个分块比原来短</translation>
    </message>
    <message>
        <source>The blocks in {folder} cannot be read</source>
        <translation>无法读取 {folder} 中的分块</translation>
    </message>
    <message>
        <source>the bands' names</source>
        <translation>波段名称</translation>
    </message>
    <message>
        <source>the bands' wavelengths</source>
        <translation>波段波长</translation>
    </message>
    <message>
        <source>the bands' numbers</source>
        <translation>波段编号</translation>
    </message>
    <message>
        <source>the colours that the file gives its bands</source>
        <translation>文件为波段给出的颜色</translation>
    </message>
    <message>
        <source>the usual order of {sensor} ({evidence})</source>
        <translation>{sensor} 的通常波段顺序（{evidence}）</translation>
    </message>
    <message>
        <source>their usual order</source>
        <translation>通常的波段顺序</translation>
    </message>
    <message>
        <source>their contrast, which grows from blue to red</source>
        <translation>从蓝到红递增的对比度</translation>
    </message>
    <message>
        <source>their values: the fourth band behaves like near infrared</source>
        <translation>波段的值：第四个波段的表现与近红外相似</translation>
    </message>
    <message>
        <source>Nothing in the file says which bands are red, green and blue: {red}, {green} and {blue} are taken, by {why}; name the bands if that is wrong</source>
        <translation>文件未说明哪些波段是红、绿、蓝：采用波段 {red}、{green}、{blue}，依据：{why}；如不正确，请指定波段</translation>
    </message>
    <message>
        <source>Bands {red}, {green} and {blue} are taken for red, green and blue, by {why}</source>
        <translation>采用波段 {red}、{green}、{blue} 作为红、绿、蓝，依据：{why}</translation>
    </message>
    <message>
        <source>Pixels of value {value} look like fill, not ground, and are left as they are (about {share:.1%})</source>
        <translation>值为 {value} 的像元看来是填充值而不是地面，保持原样（约 {share:.1%}）</translation>
    </message>
    <message>
        <source>Pixels of value {value} look like fill, not ground, and are left as they are</source>
        <translation>值为 {value} 的像元看来是填充值而不是地面，保持原样</translation>
    </message>
    <message>
        <source>Band {number} is tagged as alpha, but holds many values, as near infrared does: it is not used as a mask</source>
        <translation>波段 {number} 标记为 alpha，但像近红外一样含有许多不同的值：不用作掩膜</translation>
    </message>
    <message>
        <source>The nodata value hides {share:.1%} of the pixels, which are left as they are</source>
        <translation>无数据值遮去了 {share:.1%} 的像元，这些像元保持原样</translation>
    </message>
    <message>
        <source>The alpha band hides {share:.1%} of the pixels, which are left as they are</source>
        <translation>alpha 波段遮去了 {share:.1%} 的像元，这些像元保持原样</translation>
    </message>
    <message>
        <source>The mask hides {share:.1%} of the pixels, which are left as they are</source>
        <translation>掩膜遮去了 {share:.1%} 的像元，这些像元保持原样</translation>
    </message>
    <message>
        <source>Check that the disk has room</source>
        <translation>请检查磁盘是否有空间</translation>
    </message>
    <message>
        <source>GDAL opens it neither as polygons nor as a raster</source>
        <translation>GDAL 既不能将其作为多边形也不能作为栅格打开</translation>
    </message>
    <message>
        <source>it is not placed on the map</source>
        <translation>它在地图上没有位置</translation>
    </message>
    <message>
        <source>it has no such layer</source>
        <translation>其中没有这个图层</translation>
    </message>
    <message>
        <source>it has no polygons</source>
        <translation>其中没有多边形</translation>
    </message>
    <message>
        <source>Choose a polygon layer or a raster that lies on the raster, or leave the mask out</source>
        <translation>请选择与该栅格重叠的多边形图层或栅格，或不使用掩膜</translation>
    </message>
    <message>
        <source>The mask {name} cannot be used</source>
        <translation>无法使用掩膜 {name}</translation>
    </message>
    <message>
        <source>nothing in it lies on the raster</source>
        <translation>其中没有任何部分与该栅格重叠</translation>
    </message>
    <message>
        <source>No other band is corrected: the file does not say what light they see</source>
        <translation>没有校正其他波段：文件未说明它们感应哪种光</translation>
    </message>
    <message>
        <source>Corrected by their wavelength: {taken}; copied: bands {left}</source>
        <translation>已按波长校正：{taken}；原样复制：波段 {left}</translation>
    </message>
    <message>
        <source>band {number} ({um:g} µm)</source>
        <translation>波段 {number}（{um:g} µm）</translation>
    </message>
    <message>
        <source>Corrected by their wavelength: {taken}</source>
        <translation>已按波长校正：{taken}</translation>
    </message>
    <message>
        <source>{path} cannot be opened</source>
        <translation>无法打开 {path}</translation>
    </message>
    <message>
        <source>Start again when nothing changes it any more</source>
        <translation>请在不再有程序改动它时重新开始</translation>
    </message>
    <message>
        <source>{path} disappeared</source>
        <translation>{path} 消失了</translation>
    </message>
    <message>
        <source>{path} was changed</source>
        <translation>{path} 已被改动</translation>
    </message>
    <message>
        <source>{path} cannot be read on</source>
        <translation>无法继续读取 {path}</translation>
    </message>
    <message>
        <source>The overviews (pyramids) were made before the pixels were changed, and are not used</source>
        <translation>金字塔是在像元改动之前生成的，因此不使用</translation>
    </message>
    <message>
        <source>{path} cannot be read in rows {row} to {row_end}, columns {col} to {col_end}</source>
        <translation>无法读取 {path} 的第 {row} 至 {row_end} 行、第 {col} 至 {col_end} 列</translation>
    </message>
    <message>
        <source>the reference</source>
        <translation>参考</translation>
    </message>
    <message>
        <source>the raster before</source>
        <translation>处理前的栅格</translation>
    </message>
    <message>
        <source>Assessment</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>{width} × {height} pixels, {count} of them usable in all rasters</source>
        <translation>{width} × {height} 像元，其中 {count} 个在所有栅格中都可用</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>How it was made</source>
        <translation>生成方式</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Distribution of the values</source>
        <translation>值的分布</translation>
    </message>
    <message>
        <source>By band</source>
        <translation>各波段</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>之后</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>参考</translation>
    </message>
    <message>
        <source>Against {raster}.</source>
        <translation>与{raster}相比。</translation>
    </message>
    <message>
        <source>Range of PSNR and SSIM: {told}</source>
        <translation>PSNR 和 SSIM 的值域：{told}</translation>
    </message>
    <message>
        <source>Share of the pixels by value ({unit}).</source>
        <translation>各值的像元比例（{unit}）。</translation>
    </message>
    <message>
        <source>{shown} of {count} bands are drawn.</source>
        <translation>绘出了 {count} 个波段中的 {shown} 个。</translation>
    </message>
    <message>
        <source>There are no charts: this Python has no matplotlib that works.</source>
        <translation>没有图表：此 Python 没有可用的 matplotlib。</translation>
    </message>
    <message>
        <source>RMSE against {raster} ({unit})</source>
        <translation>与{raster}之间的 RMSE（{unit}）</translation>
    </message>
    <message>
        <source>Band</source>
        <translation>波段</translation>
    </message>
    <message>
        <source>The change steps {times:.2f} times as much where tiles meet as elsewhere</source>
        <translation>改变量在瓦片接缝处的跳变是其他位置的 {times:.2f} 倍</translation>
    </message>
    <message>
        <source>Dehazing report</source>
        <translation>去雾报告</translation>
    </message>
    <message>
        <source>Tile consistency</source>
        <translation>瓦片一致性</translation>
    </message>
    <message>
        <source>{saturated:.2%} saturated, {hidden:.2%} hidden by cloud or snow</source>
        <translation>{saturated:.2%} 饱和，{hidden:.2%} 被云或雪遮挡</translation>
    </message>
    <message>
        <source>{mask}, soft over {feather} pixels</source>
        <translation>{mask}，边缘羽化 {feather} 像元</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Sampling steps</source>
        <translation>采样步数</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Tiles that went through the method</source>
        <translation>经过该方法的瓦片数</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>耗时</translation>
    </message>
    <message>
        <source>{seconds:.1f} s</source>
        <translation>{seconds:.1f} 秒</translation>
    </message>
    <message>
        <source>Mean haze thickness</source>
        <translation>平均雾霾厚度</translation>
    </message>
    <message>
        <source>Became black in some colour</source>
        <translation>在某个颜色波段中变为全黑</translation>
    </message>
    <message>
        <source>Left as it was</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>Extent</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>掩膜</translation>
    </message>
    <message>
        <source>There is no choice '{name}' of what becomes of an unfinished run</source>
        <translation>对未完成的运行没有“{name}”这一选项</translation>
    </message>
    <message>
        <source>There is no choice '{name}' for other bands</source>
        <translation>对其他波段没有“{name}”这一选项</translation>
    </message>
    <message>
        <source>mask threshold</source>
        <translation>掩膜阈值</translation>
    </message>
    <message>
        <source>feather</source>
        <translation>羽化宽度</translation>
    </message>
    <message>
        <source>Haze was found: thickness {mean:.2f} on average, up to {most:.2f}</source>
        <translation>发现雾霾：厚度平均 {mean:.2f}，最大 {most:.2f}</translation>
    </message>
    <message>
        <source>Cloud or snow covers {share:.0%} of the scene: nothing is changed</source>
        <translation>云或雪覆盖了景的 {share:.0%}：不作任何改变</translation>
    </message>
    <message>
        <source>No haze was found (its thickness is {most:.2f}): nothing is changed</source>
        <translation>没有发现雾霾（其厚度为 {most:.2f}）：不作任何改变</translation>
    </message>
    <message>
        <source>from processing baseline 04.00 (January 2022) on shifted by 1000: offset −0.1</source>
        <translation>自处理基线 04.00（2022 年 1 月）起平移 1000：偏移 −0.1</translation>
    </message>
    <message>
        <source>S2A_MSIL2A…, T33UUB_…_B04_10m, sentinel-2-l2a</source>
        <translation>S2A_MSIL2A…、T33UUB_…_B04_10m、sentinel-2-l2a</translation>
    </message>
    <message>
        <source>S2A_MSIL1C…, T33UUB_…_B04, sentinel-2</source>
        <translation>S2A_MSIL1C…、T33UUB_…_B04、sentinel-2</translation>
    </message>
    <message>
        <source>HLS.L30…, HLS.S30…</source>
        <translation>HLS.L30…、HLS.S30…</translation>
    </message>
    <message>
        <source>wavelengths of HLS.L30; those of HLS.S30 are Sentinel-2's</source>
        <translation>HLS.L30 的波长；HLS.S30 的波长与 Sentinel-2 相同</translation>
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
        <translation>LC08_L1TP…，或其数值</translation>
    </message>
    <message>
        <source>Collections 1 and 2; not divided by the sine of the sun's elevation</source>
        <translation>Collection 1 和 2；未除以太阳高度角的正弦</translation>
    </message>
    <message>
        <source>LT05_L1TP…</source>
        <translation>LT05_L1TP…</translation>
    </message>
    <message>
        <source>gain and offset differ by scene: taken for a picture</source>
        <translation>增益和偏移因景而异：被当作图片的显示值</translation>
    </message>
    <message>
        <source>MOD09GA…, MCD43A4…</source>
        <translation>MOD09GA…、MCD43A4…</translation>
    </message>
    <message>
        <source>fill −28672</source>
        <translation>填充值 −28672</translation>
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
        <translation>其反射率系数因景和波段而异：三个颜色波段采用同一个范围</translation>
    </message>
    <message>
        <source>ENMAP01-____L2A…</source>
        <translation>ENMAP01-____L2A…</translation>
    </message>
    <message>
        <source>wavelengths from the bands' metadata</source>
        <translation>波长取自波段的元数据</translation>
    </message>
    <message>
        <source>m_3607717_sw…, NAIP</source>
        <translation>m_3607717_sw…、NAIP</translation>
    </message>
    <message>
        <source>taken for a picture</source>
        <translation>被当作图片的显示值</translation>
    </message>
    <message>
        <source>its name or metadata, {found}, and {why}</source>
        <translation>其名称或元数据 {found}，以及{why}</translation>
    </message>
    <message>
        <source>processing baseline {major}.{minor}</source>
        <translation>处理基线 {major}.{minor}</translation>
    </message>
    <message>
        <source>its darkest band, which begins at {floor:.0f}</source>
        <translation>其最暗的波段从 {floor:.0f} 开始</translation>
    </message>
    <message>
        <source>even its brightest ground would reflect only {light:.1%}: is the scale right?</source>
        <translation>即使最亮的地面也只会反射 {light:.1%}：比例是否正确？</translation>
    </message>
    <message>
        <source>different band numbers are needed</source>
        <translation>需要互不相同的波段号</translation>
    </message>
    <message>
        <source>Give them such as 1,2,4, or leave it empty</source>
        <translation>请按 1,2,4 的形式给出，或留空</translation>
    </message>
    <message>
        <source>it is no raster</source>
        <translation>它不是栅格</translation>
    </message>
    <message>
        <source>Choose a raster, or leave it empty</source>
        <translation>请选择栅格，或留空</translation>
    </message>
    <message>
        <source>it is neither a polygon layer nor a raster</source>
        <translation>它既不是多边形图层，也不是栅格</translation>
    </message>
    <message>
        <source>Choose one, or leave it empty</source>
        <translation>请选择一个，或留空</translation>
    </message>
    <message>
        <source>Colours are left out: red, green and blue are not among the bands that are compared</source>
        <translation>不计算颜色指标：红、绿、蓝不在要比较的波段之中</translation>
    </message>
    <message>
        <source>NDVI is left out: no band is named near infrared. Name its number</source>
        <translation>不计算 NDVI：没有波段名为近红外。请指定其波段号</translation>
    </message>
    <message>
        <source>255 DN, that of 8 bits</source>
        <translation>255 DN，即 8 位的范围</translation>
    </message>
    <message>
        <source>{share:.1%} of the pixels are saturated and stay as they are</source>
        <translation>{share:.1%} 的像元已饱和，保持原样</translation>
    </message>
    <message>
        <source>{share:.1%} of the pixels are cloud or snow and stay as they are</source>
        <translation>{share:.1%} 的像元是云或雪，保持原样</translation>
    </message>
    <message>
        <source>{share:.1%} of the pixels became black in some colour</source>
        <translation>{share:.1%} 的像元在某个颜色波段中变为全黑</translation>
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
        <translation>Landsat 8 或 9 Collection 2 二级产品</translation>
    </message>
    <message>
        <source>Landsat 4 to 7 Collection 2 level 2</source>
        <translation>Landsat 4 至 7 Collection 2 二级产品</translation>
    </message>
    <message>
        <source>Landsat 8 Collection 1 level 2</source>
        <translation>Landsat 8 Collection 1 二级产品</translation>
    </message>
    <message>
        <source>Landsat 4 to 7 Collection 1 level 2</source>
        <translation>Landsat 4 至 7 Collection 1 二级产品</translation>
    </message>
    <message>
        <source>Landsat 8 or 9 level 1</source>
        <translation>Landsat 8 或 9 一级产品</translation>
    </message>
    <message>
        <source>Landsat 4 to 7 level 1</source>
        <translation>Landsat 4 至 7 一级产品</translation>
    </message>
    <message>
        <source>MODIS and VIIRS surface reflectance</source>
        <translation>MODIS 和 VIIRS 地表反射率</translation>
    </message>
    <message>
        <source>PlanetScope surface reflectance, 8 bands</source>
        <translation>PlanetScope 地表反射率，8 波段</translation>
    </message>
    <message>
        <source>PlanetScope surface reflectance</source>
        <translation>PlanetScope 地表反射率</translation>
    </message>
    <message>
        <source>PlanetScope radiance</source>
        <translation>PlanetScope 辐射亮度</translation>
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
        <translation>{told}；表观的雾霾多于景中光线所能证实的</translation>
    </message>
    <message>
        <source>The number of sampling steps {steps} cannot be used</source>
        <translation>无法使用采样步数 {steps}</translation>
    </message>
    <message>
        <source>it is called like a file, and the results of many rasters go into a folder, one file for each</source>
        <translation>它的名称像文件，而多个栅格的结果存入一个文件夹，每个栅格一个文件</translation>
    </message>
    <message>
        <source>Name a folder; it is made if it is not there</source>
        <translation>请指定文件夹；如果不存在会自动创建</translation>
    </message>
    <message>
        <source>the field's exposed_to is {value}</source>
        <translation>雾霾场网络的 exposed_to 为 {value}</translation>
    </message>
    <message>
        <source>The scenes are of {count} kinds (type, sensor or scale): each is matched with its own kind alone</source>
        <translation>各景分属 {count} 种（类型、传感器或比例）：每景只与同种的景匹配</translation>
    </message>
    <message>
        <source>Scenes cannot be matched with {name}</source>
        <translation>无法用 {name} 匹配各景</translation>
    </message>
    <message>
        <source>it finds no haze field</source>
        <translation>它不求雾霾场</translation>
    </message>
    <message>
        <source>Choose a model that has one, such as default</source>
        <translation>请选择含雾霾场网络的模型，例如 default</translation>
    </message>
    <message>
        <source>{name} cannot be the reference</source>
        <translation>{name} 不能作为参考</translation>
    </message>
    <message>
        <source>it is not among the rasters to dehaze</source>
        <translation>它不在要去雾的栅格之中</translation>
    </message>
    <message>
        <source>Name it with them</source>
        <translation>请把它一并指定</translation>
    </message>
    <message>
        <source>Matched: mean difference from the scenes that it overlaps {before:.1%} → {after:.1%}, haze thickness {thin:.2f} → {thick:.2f}</source>
        <translation>已匹配：与所重叠各景的平均差 {before:.1%} → {after:.1%}，雾霾厚度 {thin:.2f} → {thick:.2f}</translation>
    </message>
    <message>
        <source>{told}, exposure × {gains} and {offsets}</source>
        <translation>{told}，曝光 × {gains}，偏移 {offsets}</translation>
    </message>
    <message>
        <source>It overlaps no other scene, and is left as it was found</source>
        <translation>它不与其他景重叠，其雾霾场保持原样</translation>
    </message>
    <message>
        <source>A result in parts cannot be made</source>
        <translation>无法生成分部分的结果</translation>
    </message>
    <message>
        <source>it has neither a report nor a kept haze field</source>
        <translation>这种结果不带报告，也不保留雾霾场</translation>
    </message>
    <message>
        <source>{name} cannot be dehazed in parts</source>
        <translation>无法对 {name} 分部分去雾</translation>
    </message>
    <message>
        <source>it has no upright place on the map</source>
        <translation>它在地图上没有位置，或经过旋转</translation>
    </message>
    <message>
        <source>Name a result that ends in .tif</source>
        <translation>请指定以 .tif 结尾的结果</translation>
    </message>
    <message>
        <source>Matching the scenes</source>
        <translation>正在匹配各景</translation>
    </message>
    <message>
        <source>Put that file back, or make the virtual raster again</source>
        <translation>请把该文件放回原处，或重新生成虚拟栅格</translation>
    </message>
    <message>
        <source>the data are damaged there, or the file ends too early</source>
        <translation>该处的数据已损坏，或文件不完整</translation>
    </message>
    <message>
        <source>Copy or download it again; gdalinfo -checksum shows whether it is whole</source>
        <translation>请重新复制或下载；可用 gdalinfo -checksum 检查其是否完整</translation>
    </message>
    <message>
        <source>its part {name} is not there</source>
        <translation>其组成部分 {name} 不存在</translation>
    </message>
    <message>
        <source>the file ends too early, as it was not copied or downloaded whole</source>
        <translation>文件不完整，没有完整复制或下载</translation>
    </message>
    <message>
        <source>Start again later</source>
        <translation>请稍后重新运行</translation>
    </message>
    <message>
        <source>the server does not have it, or cannot be reached</source>
        <translation>服务器上没有它，或无法连接服务器</translation>
    </message>
    <message>
        <source>Check address and network, and start again</source>
        <translation>请检查地址和网络，然后重新运行</translation>
    </message>
    <message>
        <source>Check the address</source>
        <translation>请检查地址</translation>
    </message>
    <message>
        <source>Check address and login</source>
        <translation>请检查地址和登录信息</translation>
    </message>
    <message>
        <source>the server answers with an error (HTTP {code})</source>
        <translation>服务器返回错误（HTTP {code}）</translation>
    </message>
    <message>
        <source>the server cannot be reached ({said})</source>
        <translation>无法连接服务器（{said}）</translation>
    </message>
    <message>
        <source>the server does not have it (HTTP {code})</source>
        <translation>服务器上没有它（HTTP {code}）</translation>
    </message>
    <message>
        <source>the server does not let it be read (HTTP {code})</source>
        <translation>服务器不允许读取它（HTTP {code}）</translation>
    </message>
    <message>
        <source>{path} cannot be dehazed at another strength</source>
        <translation>无法以另一强度对 {path} 去雾</translation>
    </message>
    <message>
        <source>its grid is not that of the kept haze field</source>
        <translation>其格网与保留的雾霾场不同</translation>
    </message>
    <message>
        <source>Choose the raster that was dehazed</source>
        <translation>请选择去雾时所用的栅格</translation>
    </message>
    <message>
        <source>it was changed after it was dehazed</source>
        <translation>它在去雾之后被改动过</translation>
    </message>
    <message>
        <source>Dehaze the source again, and keep the haze field</source>
        <translation>请对源栅格重新去雾，并保留雾霾场</translation>
    </message>
    <message>
        <source>The mask {path} cannot be used</source>
        <translation>无法使用掩膜 {path}</translation>
    </message>
    <message>
        <source>it was changed after the raster was dehazed</source>
        <translation>它在栅格去雾之后被改动过</translation>
    </message>
    <message>
        <source>The kept haze field cannot be used</source>
        <translation>无法使用保留的雾霾场</translation>
    </message>
    <message>
        <source>another version of this program kept it, whose pixels may differ</source>
        <translation>它由本程序的另一版本保留，像元值可能不同</translation>
    </message>
    <message>
        <source>Copy it again from where it is whole, or dehaze the source again</source>
        <translation>请从完整的副本重新复制，或对源栅格重新去雾</translation>
    </message>
    <message>
        <source>it is not of the result's size</source>
        <translation>其大小与结果不同</translation>
    </message>
    <message>
        <source>The kept change {path} cannot be used</source>
        <translation>无法使用保留的改变量 {path}</translation>
    </message>
    <message>
        <source>there is no haze field beside it ({name})</source>
        <translation>其旁边没有雾霾场（{name}）</translation>
    </message>
    <message>
        <source>Dehaze the source with its haze field kept, or name the file of the field</source>
        <translation>请对源栅格去雾并保留雾霾场，或指定雾霾场文件</translation>
    </message>
    <message>
        <source>its name does not end in {endings}</source>
        <translation>其名称不以 {endings} 结尾</translation>
    </message>
    <message>
        <source>Give it the name that it was made with</source>
        <translation>请恢复其生成时的名称</translation>
    </message>
    <message>
        <source>it is missing</source>
        <translation>它不存在</translation>
    </message>
    <message>
        <source>Put it beside the other one, or dehaze the source again</source>
        <translation>请把它放到另一个文件旁边，或对源栅格重新去雾</translation>
    </message>
    <message>
        <source>it belongs to another run than the file beside it</source>
        <translation>它与旁边的文件不属于同一次运行</translation>
    </message>
    <message>
        <source>it is damaged ({error})</source>
        <translation>它已损坏（{error}）</translation>
    </message>
    <message>
        <source>the haze field beside it is of another run</source>
        <translation>其旁边的雾霾场属于另一次运行</translation>
    </message>
    <message>
        <source>{path} cannot be used</source>
        <translation>无法使用 {path}</translation>
    </message>
    <message>
        <source>the raster is not there any more</source>
        <translation>该栅格已不存在</translation>
    </message>
    <message>
        <source>Say where it is now</source>
        <translation>请指出它现在的位置</translation>
    </message>
    <message>
        <source>a mosaic of many files is a VRT</source>
        <translation>由多个文件组成的镶嵌是 VRT</translation>
    </message>
    <message>
        <source>Give it a name that ends in .vrt</source>
        <translation>请使用以 .vrt 结尾的名称</translation>
    </message>
    <message>
        <source>its folder is not there</source>
        <translation>其文件夹不存在</translation>
    </message>
    <message>
        <source>Make the folder first</source>
        <translation>请先创建该文件夹</translation>
    </message>
    <message>
        <source>The mosaic {name} cannot be made</source>
        <translation>无法生成镶嵌 {name}</translation>
    </message>
    <message>
        <source>Build it with gdalbuildvrt</source>
        <translation>请用 gdalbuildvrt 构建</translation>
    </message>
    <message>
        <source>GDAL made no file</source>
        <translation>GDAL 没有生成文件</translation>
    </message>
    <message>
        <source>{one} and {other} differ in CRS, type, bands or nodata</source>
        <translation>{one} 和 {other} 的坐标参照系、类型、波段或无数据值不同</translation>
    </message>
    <message>
        <source>Warp the results to one grid first, and build it with gdalbuildvrt</source>
        <translation>请先把各结果变形（重投影）到同一格网，再用 gdalbuildvrt 构建</translation>
    </message>
    <message>
        <source>there is no result to make it of</source>
        <translation>没有可用来生成它的结果</translation>
    </message>
    <message>
        <source>{name} has no upright place on the map</source>
        <translation>{name} 在地图上没有位置，或经过旋转</translation>
    </message>
    <message>
        <source>Warp the results to one upright grid first</source>
        <translation>请先把各结果变形（重投影）到同一个未旋转的格网</translation>
    </message>
    <message>
        <source>{name} cannot be brought to the grid of another scene</source>
        <translation>无法把 {name} 转换到另一景的格网</translation>
    </message>
    <message>
        <source>The scenes' coordinate reference systems do not go together</source>
        <translation>各景的坐标参照系无法相互转换</translation>
    </message>
    <message>
        <source>Scenes of the mosaic</source>
        <translation>镶嵌的各景</translation>
    </message>
    <message>
        <source>its darkest pixels</source>
        <translation>其最暗的像元</translation>
    </message>
    <message>
        <source>its cirrus band, which begins at {floor:.0f}</source>
        <translation>其卷云波段从 {floor:.0f} 开始</translation>
    </message>
    <message>
        <source>QGIS starts no workers itself</source>
        <translation>QGIS 自身不启动工作进程</translation>
    </message>
    <message>
        <source>Leave it empty for this machine, or use the command line</source>
        <translation>留空即用本机，或使用命令行</translation>
    </message>
    <message>
        <source>Save it as a GeoPackage, and choose that</source>
        <translation>请将其另存为 GeoPackage，并选择该文件</translation>
    </message>
    <message>
        <source>The scene is too even to tell haze from ground (contrast {contrast:.3f}): nothing is changed</source>
        <translation>场景过于均匀，无法区分雾霾与地面（对比度 {contrast:.3f}）：不作任何改变</translation>
    </message>
</context>
<context>
    <name>CoreTexts</name>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
    <message>
        <source>{0}.</source>
        <translation>{0}。</translation>
    </message>
    <message>
        <source>{0} {1}.</source>
        <translation>{0}{1}。</translation>
    </message>
    <message>
        <source>draft</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>standard</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>paper</source>
        <translation>论文</translation>
    </message>
</context>
<context>
    <name>DehazeAlgorithm</name>
    <message>
        <source>Dehaze raster</source>
        <translation>栅格去雾</translation>
    </message>
    <message>
        <source>haze,dehaze,dehazing,fog,smoke,atmosphere,thin cloud,satellite,aerial,drone,restoration</source>
        <translation>haze,dehaze,dehazing,雾,霾,去雾,除雾,烟,大气,薄云,卫星,航空,无人机,图像恢复</translation>
    </message>
    <message>
        <source>Removes haze from a raster and keeps its grid, data type, bands and nodata.</source>
        <translation>去除栅格中的雾霾，并保持其格网、数据类型、波段和无数据值。</translation>
    </message>
    <message>
        <source>Removes haze, thin smoke and mist from the red, green and blue band of an aerial or satellite raster. The result lies on the same pixels and has the data type, bands, nodata, CRS and style of the source, so the two layers can be compared directly.</source>
        <translation>去除航空或卫星栅格红、绿、蓝波段中的雾霾、薄烟和轻雾。结果位于相同的像元上，并具有与源相同的数据类型、波段、无数据值、坐标参照系和样式，因此可以直接比较两个图层。</translation>
    </message>
    <message>
        <source>The model is DS-RDMPD: a first network removes the haze coarsely, a diffusion model refines the result. It runs in a process of its own, outside QGIS, which stays ready for some minutes, so that a second run starts faster. Cancelling leaves no file behind.</source>
        <translation>模型为 DS-RDMPD：第一个网络粗略去雾，扩散模型再细化结果。它在 QGIS 之外的独立进程中运行，该进程会保留几分钟，使下一次运行启动更快。取消运行不会留下任何文件。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Numbers&lt;/b&gt;: the mean haze thickness, the tiles that went through the model, the sampling steps used and the seconds it took are outputs too, for models and scripts.</source>
        <translation>&lt;b&gt;数值&lt;/b&gt;：平均雾霾厚度、经过模型的瓦片数、所用采样步数和耗时（秒）也是输出，可用于模型和脚本。</translation>
    </message>
    <message>
        <source>haze</source>
        <translation>雾霾</translation>
    </message>
    <message>
        <source>{} haze</source>
        <translation>{} 雾霾</translation>
    </message>
    <message>
        <source>Haze was removed from {} by a neural network.</source>
        <translation>已用神经网络去除 {} 中的雾霾。</translation>
    </message>
    <message>
        <source>The model {} was not made for haze: use it on rasters that show what it removes.</source>
        <translation>模型 {} 不是为雾霾制作的：请将它用于含有其去除对象的栅格。</translation>
    </message>
    <message>
        <source>{}: {} dehazed by DS-RDMPD Dehaze {}</source>
        <translation>{}：{} 由 DS-RDMPD Dehaze {} 去雾</translation>
    </message>
    <message>
        <source>no pixel was usable</source>
        <translation>没有可用的像元</translation>
    </message>
    <message>
        <source>mean haze thickness {:.2f}</source>
        <translation>平均雾霾厚度 {:.2f}</translation>
    </message>
    <message>
        <source>Haze was removed from {}: {}.</source>
        <translation>已从 {} 去除雾霾：{}。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Limits&lt;/b&gt;: three bands are dehazed; all others are copied, or corrected by what these show. Clouds that hide the ground stay. Palette rasters, rasters with fewer than three bands and layers that are no file (web maps, virtual layers) are refused, with what to do instead. The model needs a Python with torch; the plugin's description says how to get one.</source>
        <translation>&lt;b&gt;限制&lt;/b&gt;：只对三个波段去雾；其余波段原样复制，或按这三个波段所示的雾霾校正。遮挡地面的云会保留。调色板栅格、少于三个波段的栅格以及不是文件的图层（网络地图、虚拟图层）会被拒绝，并说明替代办法。模型需要带 torch 的 Python；插件说明中介绍了获取方法。</translation>
    </message>
    <message>
        <source>{} haze mask</source>
        <translation>{} 雾霾掩膜</translation>
    </message>
    <message>
        <source>steps {}</source>
        <translation>步数 {}</translation>
    </message>
    <message>
        <source>{} dehazed ({})</source>
        <translation>{} 去雾（{}）</translation>
    </message>
    <message>
        <source>clear</source>
        <translation>清晰</translation>
    </message>
    <message>
        <source>cloud</source>
        <translation>云</translation>
    </message>
    <message>
        <source>snow</source>
        <translation>雪</translation>
    </message>
    <message>
        <source>saturated</source>
        <translation>饱和</translation>
    </message>
    <message>
        <source>Where {} shows haze, and what was left as it is.</source>
        <translation>{} 中何处有雾霾，以及哪些部分保持原样。</translation>
    </message>
    <message>
        <source>Model {}, sampling steps: {}, strength {:g} %, seed {}, bands {}</source>
        <translation>模型 {}，采样步数 {}，强度 {:g} %，种子 {}，波段 {}</translation>
    </message>
    <message>
        <source>Mask {}, soft over {} pixels</source>
        <translation>掩膜 {}，边缘羽化 {} 像元</translation>
    </message>
    <message>
        <source>{} × {} pixels, tiles: {}, sampling steps: {}, {:.1f} s</source>
        <translation>{} × {} 像元，{} 个瓦片，采样步数 {}，{:.1f} 秒</translation>
    </message>
    <message>
        <source>Thickness of the haze in {}, from 0 (clear) to 1.</source>
        <translation>{} 中雾霾的厚度，从 0（清晰）到 1。</translation>
    </message>
</context>
<context>
    <name>DehazeDock</name>
    <message>
        <source>{} × {} px</source>
        <translation>{} × {} 像元</translation>
    </message>
    <message>
        <source>about {}</source>
        <translation>约 {}</translation>
    </message>
    <message>
        <source>up to {}</source>
        <translation>最多 {}</translation>
    </message>
    <message>
        <source>Dehaze</source>
        <translation>去雾</translation>
    </message>
    <message>
        <source>&amp;Layer</source>
        <translation>图层(&amp;L)</translation>
    </message>
    <message>
        <source>The raster layer to dehaze. It follows the layer that is selected in the Layers panel.</source>
        <translation>要去雾的栅格图层。它跟随图层面板中选中的图层。</translation>
    </message>
    <message>
        <source>&amp;Area</source>
        <translation>范围(&amp;A)</translation>
    </message>
    <message>
        <source>The part of the layer to dehaze. Its pixels come out as in a run over the whole layer.</source>
        <translation>图层中要去雾的部分。其像元结果与对整个图层运行时相同。</translation>
    </message>
    <message>
        <source>Draw the rectangle on the map</source>
        <translation>在地图上绘制矩形</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>绘制</translation>
    </message>
    <message>
        <source>The layer, of any kind, whose extent is dehazed</source>
        <translation>对其范围去雾的图层，可为任意类型</translation>
    </message>
    <message>
        <source>Layer whose extent is dehazed</source>
        <translation>对其范围去雾的图层</translation>
    </message>
    <message>
        <source>Size of the result, how long it will take judged by the runs before it, and the most disk space that its files can need</source>
        <translation>结果的大小、根据以往运行估计的耗时，以及其文件最多需要的磁盘空间</translation>
    </message>
    <message>
        <source>&amp;Bands</source>
        <translation>波段(&amp;B)</translation>
    </message>
    <message>
        <source>Red band</source>
        <translation>红波段</translation>
    </message>
    <message>
        <source>The band that holds green</source>
        <translation>绿色波段</translation>
    </message>
    <message>
        <source>Green band</source>
        <translation>绿波段</translation>
    </message>
    <message>
        <source>Blue band</source>
        <translation>蓝波段</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>模型(&amp;M)</translation>
    </message>
    <message>
        <source>The weights: the ones that came with it, or those that you imported or trained</source>
        <translation>权重：自带的，或您导入或训练的</translation>
    </message>
    <message>
        <source>&amp;Quality</source>
        <translation>质量(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Strength</source>
        <translation>强度(&amp;S)</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>Strength in percent</source>
        <translation>强度百分比</translation>
    </message>
    <message>
        <source>&amp;Result</source>
        <translation>结果(&amp;R)</translation>
    </message>
    <message>
        <source>The GeoTIFF to make. Empty: a temporary file, which goes when QGIS is closed.</source>
        <translation>要生成的 GeoTIFF。留空：临时文件，关闭 QGIS 时消失。</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>Options that are seldom needed</source>
        <translation>很少需要的选项</translation>
    </message>
    <message>
        <source>&amp;Device</source>
        <translation>设备(&amp;D)</translation>
    </message>
    <message>
        <source>Where the model runs: auto (the fastest there is), cpu, cuda:0 for the first NVIDIA GPU, mps for Apple's</source>
        <translation>模型运行的位置：auto（最快的可用设备）、cpu、cuda:0（第一块 NVIDIA GPU）、mps（Apple GPU）</translation>
    </message>
    <message>
        <source>S&amp;teps</source>
        <translation>步数(&amp;T)</translation>
    </message>
    <message>
        <source>Sampling steps of the diffusion model, instead of those of the quality; 0 is the first network alone</source>
        <translation>扩散模型的采样步数，代替质量所定的步数；0 表示仅第一个网络</translation>
    </message>
    <message>
        <source>T&amp;iles</source>
        <translation>瓦片(&amp;I)</translation>
    </message>
    <message>
        <source>as the model was trained</source>
        <translation>与模型训练时相同</translation>
    </message>
    <message>
        <source> px</source>
        <translation> 像元</translation>
    </message>
    <message>
        <source>Side of the tiles that the layer is cut into, a multiple of 16. Best left to the model; smaller tiles need less memory.</source>
        <translation>切分图层的瓦片边长，16 的倍数。最好由模型决定；较小的瓦片占用较少内存。</translation>
    </message>
    <message>
        <source>S&amp;eed</source>
        <translation>种子(&amp;E)</translation>
    </message>
    <message>
        <source>Start of the diffusion model's noise. The same seed gives the same result.</source>
        <translation>扩散模型噪声的起点。相同的种子得到相同的结果。</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>What the runs said, the latest last</source>
        <translation>各次运行的消息，最新的在最后</translation>
    </message>
    <message>
        <source>What the runs said. QGIS keeps the same lines in the Log Messages panel, under Processing.</source>
        <translation>各次运行的消息。QGIS 在“日志消息”面板的“Processing”下保留相同内容。</translation>
    </message>
    <message>
        <source>How far the run is. QGIS's task manager shows it, too.</source>
        <translation>运行的进度。QGIS 的任务管理器也会显示。</translation>
    </message>
    <message>
        <source>What the run does now, how long it has taken, and how long it will still take</source>
        <translation>当前进行的工作、已用时间和剩余时间</translation>
    </message>
    <message>
        <source>Add to &amp;queue</source>
        <translation>加入队列(&amp;Q)</translation>
    </message>
    <message>
        <source>Dehaze this as well, after the runs before it</source>
        <translation>在前面的运行之后也对此去雾</translation>
    </message>
    <message>
        <source>&amp;Dehaze</source>
        <translation>去雾(&amp;D)</translation>
    </message>
    <message>
        <source>How much of the haze is removed. 0: none, the layer stays as it is. 100: what the method finds. 200: twice that. A preview follows at once.</source>
        <translation>去除多少雾霾。0：不去除，图层保持原样。100：该方法求得的雾霾。200：其两倍。预览会立即跟随。</translation>
    </message>
    <message>
        <source>How much of the haze is removed, in percent of what the method finds</source>
        <translation>去除多少雾霾，以该方法求得的雾霾的百分比表示</translation>
    </message>
    <message>
        <source>The runs that follow, in this order</source>
        <translation>后续的运行，按此顺序</translation>
    </message>
    <message>
        <source>The band that holds red. The first choice comes from the bands' names, wavelengths and colours, the sensor, or the values.</source>
        <translation>红色波段。初始选择取自波段名称、波长、颜色、传感器或波段的值。</translation>
    </message>
    <message>
        <source>Make a second layer that shows how thick the haze is, from 0 (clear) to 1. It lies beside the result, its name ending in “_haze”.</source>
        <translation>生成第二个图层，显示雾霾的厚度，从 0（清晰）到 1。它位于结果旁边，名称以“_haze”结尾。</translation>
    </message>
    <message>
        <source>set by Quality</source>
        <translation>由质量决定</translation>
    </message>
    <message>
        <source>The bands that are dehazed, as red, green and blue, and by what they were found: names, wavelengths, colours, sensor, or values</source>
        <translation>作为红、绿、蓝去雾的波段，以及确定它们的依据：名称、波长、颜色、传感器或波段的值</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>红</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>绿</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>蓝</translation>
    </message>
    <message>
        <source>The band that holds blue</source>
        <translation>蓝色波段</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>Where in the area, which bands beside red, green and blue, what else to make, and what becomes of a run that does not end</source>
        <translation>范围内何处去雾、红绿蓝以外的波段如何处理、另外生成什么，以及未完成的运行如何处理</translation>
    </message>
    <message>
        <source>&amp;Mask</source>
        <translation>掩膜(&amp;M)</translation>
    </message>
    <message>
        <source>Dehaze only inside this layer: its polygons, or where a raster is neither 0 nor nodata. What lies outside stays exactly as it is.</source>
        <translation>只在此图层内部去雾：多边形之内，或栅格既非 0 也非无数据值之处。外部完全保持原样。</translation>
    </message>
    <message>
        <source>S&amp;oft edge</source>
        <translation>羽化边缘(&amp;O)</translation>
    </message>
    <message>
        <source>Over how many pixels inside the mask's edge the change grows to its full strength; 0 is a hard edge</source>
        <translation>改变量在掩膜边缘以内经多少像元增至全强度；0 为硬边缘</translation>
    </message>
    <message>
        <source>Other &amp;bands</source>
        <translation>其他波段(&amp;B)</translation>
    </message>
    <message>
        <source>What becomes of near infrared and all other bands that are not red, green or blue</source>
        <translation>近红外及红、绿、蓝以外的所有其他波段如何处理</translation>
    </message>
    <message>
        <source>Also make</source>
        <translation>同时生成</translation>
    </message>
    <message>
        <source>&amp;Haze map</source>
        <translation>雾霾图(&amp;H)</translation>
    </message>
    <message>
        <source>Make a layer that says of each pixel whether it is clear, hazy, cloud, snow or saturated. Its name ends in “_mask”.</source>
        <translation>生成一个图层，说明每个像元是清晰、雾霾、云、雪还是饱和。其名称以“_mask”结尾。</translation>
    </message>
    <message>
        <source>Ha&amp;ze mask</source>
        <translation>雾霾掩膜(&amp;Z)</translation>
    </message>
    <message>
        <source>From which thickness of the haze on, 0 to 1, the mask says haze</source>
        <translation>雾霾掩膜从多大厚度（0 到 1）起标为雾霾</translation>
    </message>
    <message>
        <source>Thickness from which the mask says haze</source>
        <translation>掩膜标为雾霾的起始厚度</translation>
    </message>
    <message>
        <source>Write an HTML page about the run: pictures before and after, values, what was cut off, model and parameters. It lies beside the result.</source>
        <translation>生成关于本次运行的 HTML 页面：前后图片、各波段的值、被截断的值、模型和参数。它位于结果旁边。</translation>
    </message>
    <message>
        <source>Re&amp;port</source>
        <translation>报告(&amp;P)</translation>
    </message>
    <message>
        <source>I&amp;f it stops</source>
        <translation>如果中断(&amp;F)</translation>
    </message>
    <message>
        <source>What becomes of a run that does not end. Finished rows lie in a hidden folder beside the result; a temporary result has none.</source>
        <translation>未完成的运行如何处理。已完成的行存放在结果旁边的隐藏文件夹中；临时结果没有该文件夹。</translation>
    </message>
</context>
<context>
    <name>DehazeMosaicAlgorithm</name>
    <message>
        <source>Dehaze scenes of a mosaic</source>
        <translation>镶嵌各景去雾</translation>
    </message>
    <message>
        <source>haze,dehaze,mosaic,match,scenes,neighbours,dates,seam,fog,smoke</source>
        <translation>haze,dehaze,mosaic,match,scenes,雾,霾,去雾,镶嵌,拼接,匹配,多景,相邻,多时相,接缝,烟</translation>
    </message>
    <message>
        <source>Dehazes overlapping rasters together, so that neighbours meet after mosaicking.</source>
        <translation>对相互重叠的栅格一起去雾，使相邻影像在镶嵌后衔接一致。</translation>
    </message>
    <message>
        <source>Dehazes several rasters together. All get one range of values, and where they overlap their haze fields are adjusted so that the same ground looks the same in all of them. Hazy scenes come to the clear ones; a scene that overlaps none comes out as by itself.</source>
        <translation>对多个栅格一起去雾。所有栅格采用同一值域，并在重叠处调整其雾霾场，使同一地面在各栅格中看起来相同。有雾的景向清晰的景靠拢；不与其他景重叠的景，结果与单独去雾相同。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Numbers&lt;/b&gt;: how many rasters were dehazed and how many were not. The log says of each what was adjusted. A raster that cannot be dehazed does not stop the rest.</source>
        <translation>&lt;b&gt;数值&lt;/b&gt;：已去雾和未去雾的栅格各有多少。日志说明每个栅格调整了什么。某个栅格无法去雾时，其余的照常进行。</translation>
    </message>
    <message>
        <source>Input layers</source>
        <translation>输入图层</translation>
    </message>
    <message>
        <source>Raster files that overlap, in any CRS, with at least three bands each.</source>
        <translation>相互重叠的栅格文件，坐标参照系不限，每个至少有三个波段。</translation>
    </message>
    <message>
        <source>Reference for exposure</source>
        <translation>曝光参考</translation>
    </message>
    <message>
        <source>One of the input layers, whose exposure the others take, too: the clearest of several dates of one place. Empty: exposures stay as they are.</source>
        <translation>输入图层之一，其他图层也采用其曝光：例如同一地点多个日期中最清晰的一个。留空：曝光保持原样。</translation>
    </message>
    <message>
        <source>Folder of the results</source>
        <translation>结果文件夹</translation>
    </message>
    <message>
        <source>A GeoTIFF for each raster is made there, called after it.</source>
        <translation>在其中为每个栅格生成一个以其命名的 GeoTIFF。</translation>
    </message>
    <message>
        <source>VRT files (*.vrt)</source>
        <translation>VRT 文件 (*.vrt)</translation>
    </message>
    <message>
        <source>Mosaic</source>
        <translation>镶嵌</translation>
    </message>
    <message>
        <source>A virtual raster that shows all results as one. Made if you name it.</source>
        <translation>将所有结果合为一体显示的虚拟栅格。指定名称时才生成。</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Rasters that were dehazed</source>
        <translation>已去雾的栅格数</translation>
    </message>
    <message>
        <source>Rasters that could not be dehazed</source>
        <translation>无法去雾的栅格数</translation>
    </message>
    <message>
        <source>The reference is not one of the input layers</source>
        <translation>参考不是输入图层之一</translation>
    </message>
    <message>
        <source>Choose it among the input layers, too</source>
        <translation>请在输入图层中也选择它</translation>
    </message>
    <message>
        <source>None of the rasters could be dehazed: the log says why</source>
        <translation>没有一个栅格能够去雾：原因见日志</translation>
    </message>
    <message>
        <source>Cancelled: the results that were finished stay.</source>
        <translation>已取消：已完成的结果会保留。</translation>
    </message>
    <message>
        <source>{} dehazed</source>
        <translation>{} 去雾</translation>
    </message>
    <message>
        <source>{}: {} dehazed by DS-RDMPD Dehaze {}</source>
        <translation>{}：{} 由 DS-RDMPD Dehaze {} 去雾</translation>
    </message>
    <message>
        <source>Haze was removed from {}, matched to the scenes around it.</source>
        <translation>已去除 {} 中的雾霾，并与周围各景匹配。</translation>
    </message>
</context>
<context>
    <name>DehazeParameters</name>
    <message>
        <source>Input layer</source>
        <translation>输入图层</translation>
    </message>
    <message>
        <source>A raster file with at least three bands: 8, 16 or 32-bit integers, or floats.</source>
        <translation>至少有三个波段的栅格文件：8、16 或 32 位整数，或浮点数。</translation>
    </message>
    <message>
        <source>Extent</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>The part to dehaze, snapped outward to the layer's pixels. Its pixels come out as in a run over the whole layer. Empty: everything.</source>
        <translation>要去雾的部分，向外对齐到图层的像元。其像元结果与对整个图层运行时相同。留空：全部。</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>掩膜</translation>
    </message>
    <message>
        <source>Where to dehaze: a polygon layer or a raster (inside where it is neither 0 nor nodata), in any CRS. Pixels outside stay exactly as they are. Empty: everywhere.</source>
        <translation>在何处去雾：多边形图层或栅格（既非 0 也非无数据值处为内部），坐标参照系不限。外部的像元完全保持原样。留空：全部。</translation>
    </message>
    <message>
        <source>Red, green and blue band</source>
        <translation>红、绿、蓝波段</translation>
    </message>
    <message>
        <source>Exactly three bands, in this order; drag them in the list to order them. Empty: taken from the band names, wavelengths, colours, the sensor or the values; the log says which bands and by what.</source>
        <translation>恰好三个波段，按此顺序；可在列表中拖动排序。留空：取自波段名称、波长、颜色、传感器或波段的值；日志会说明采用了哪些波段及其依据。</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>The weights to use: the plugin's own, or ones that you imported or trained.</source>
        <translation>要使用的权重：插件自带的，或您导入或训练的。</translation>
    </message>
    <message>
        <source>Or a method that needs neither a model nor a Python with torch.</source>
        <translation>或者是既不需要模型也不需要带 torch 的 Python 的方法。</translation>
    </message>
    <message>
        <source>Quality: draft (fastest), standard, or paper (slowest)</source>
        <translation>质量：draft 草稿（最快）、standard 标准、paper 论文（最慢）</translation>
    </message>
    <message>
        <source>draft: the first network alone, fastest. standard: the best trade measured for the model. paper: five diffusion steps, as published.</source>
        <translation>draft：仅第一个网络，最快。standard：为该模型测得的最佳折中。paper：五个扩散步，与论文一致。</translation>
    </message>
    <message>
        <source>Strength (%)</source>
        <translation>强度 (%)</translation>
    </message>
    <message>
        <source>How much of the haze is removed: 0 returns the source as it is, 100 removes what the method finds, 200 twice that, for haze that is still there.</source>
        <translation>去除多少雾霾：0 原样返回源数据，100 去除该方法求得的雾霾，200 为其两倍，用于仍有残留雾霾时。</translation>
    </message>
    <message>
        <source>Keep the haze field</source>
        <translation>保留雾霾场</translation>
    </message>
    <message>
        <source>Puts the haze field beside the result (.haze_field.tif) and, where the networks went on after it, what they changed (.haze_change.tif). From these, Change the strength of a result makes the result at another strength in seconds.</source>
        <translation>把雾霾场保存在结果旁边（.haze_field.tif）；如果网络在其后继续处理，还保存其改变量（.haze_change.tif）。“更改结果强度”可据此在数秒内生成另一强度的结果。</translation>
    </message>
    <message>
        <source>Sampling steps</source>
        <translation>采样步数</translation>
    </message>
    <message>
        <source>Steps of the diffusion model, instead of those of the quality; 0 is the first network alone.</source>
        <translation>扩散模型的步数，代替质量所定的步数；0 表示仅第一个网络。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Start of the diffusion model's noise. The same seed gives the same result.</source>
        <translation>扩散模型噪声的起点。相同的种子得到相同的结果。</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Where the model runs: auto (the fastest there is), cpu, cuda:0 for the first NVIDIA GPU, mps.</source>
        <translation>模型运行的位置：auto（最快的可用设备）、cpu、cuda:0（第一块 NVIDIA GPU）、mps。</translation>
    </message>
    <message>
        <source>Tile size (pixels)</source>
        <translation>瓦片大小（像元）</translation>
    </message>
    <message>
        <source>Side of the tiles, a multiple of 16. Best left empty: the model's own size. Smaller tiles need less memory.</source>
        <translation>瓦片边长，16 的倍数。最好留空：使用模型自己的大小。较小的瓦片占用较少内存。</translation>
    </message>
    <message>
        <source>Soft edge of the mask (pixels)</source>
        <translation>掩膜的羽化边缘（像元）</translation>
    </message>
    <message>
        <source>Over how many pixels inside the mask's edge the change grows to its full strength; 0 is a hard edge.</source>
        <translation>改变量在掩膜边缘以内经多少像元增至全强度；0 为硬边缘。</translation>
    </message>
    <message>
        <source>Dask scheduler</source>
        <translation>Dask 调度器</translation>
    </message>
    <message>
        <source>Address of a Dask scheduler, such as tcp://head:8786, or the .json file that it wrote: its workers share the raster, with the pixels of one machine. They need the raster, the weights and the result's folder under the same names, and the folder above the plugin's on PYTHONPATH. Empty: this machine.</source>
        <translation>Dask 调度器的地址，例如 tcp://head:8786，或它写出的 .json 文件：其工作进程共同处理该栅格，像元结果与单机相同。它们须能以相同的名称访问栅格、权重和结果文件夹，且 PYTHONPATH 中须有插件的上一级文件夹。留空：本机。</translation>
    </message>
    <message>
        <source>Unfinished runs: resume, keep (also cancelled ones), or discard</source>
        <translation>未完成的运行：resume 继续、keep 连已取消的也保留、discard 丢弃</translation>
    </message>
    <message>
        <source>resume: a long run that failed, or whose QGIS ended, goes on where it stopped when the same run is started again. keep: one that was cancelled, too. discard: begin anew, and keep nothing.</source>
        <translation>resume：失败的或因 QGIS 退出而中断的长时间运行，再次启动相同的运行时从中断处继续。keep：已取消的运行也同样保留。discard：从头开始，什么也不保留。</translation>
    </message>
    <message>
        <source>Other bands: keep (copy them) or correct (remove their haze, too)</source>
        <translation>其他波段：keep 原样复制、correct 一并去雾</translation>
    </message>
    <message>
        <source>keep: near infrared and all other bands are copied. correct: the haze that red, green and blue show is taken off them, too, by their wavelength, so that indices such as NDVI are right.</source>
        <translation>keep：近红外及所有其他波段原样复制。correct：按波长从这些波段中也去除红、绿、蓝所示的雾霾，使 NDVI 等指数正确。</translation>
    </message>
    <message>
        <source>Wavelengths of all bands (µm)</source>
        <translation>所有波段的波长（µm）</translation>
    </message>
    <message>
        <source>For other bands, where the file does not say them: one number for each band, 0 for a band that haze does not reach.</source>
        <translation>用于其他波段，在文件未说明波长时给出：每个波段一个数，雾霾影响不到的波段为 0。</translation>
    </message>
    <message>
        <source>Haze thickness that the mask marks</source>
        <translation>雾霾掩膜标记的厚度</translation>
    </message>
    <message>
        <source>From which thickness on (0 to 1) the haze mask says haze.</source>
        <translation>雾霾掩膜从多大厚度（0 到 1）起标为雾霾。</translation>
    </message>
    <message>
        <source>Dehazed</source>
        <translation>去雾结果</translation>
    </message>
    <message>
        <source>The dehazed raster, a compressed GeoTIFF with overviews.</source>
        <translation>去雾后的栅格，带金字塔的压缩 GeoTIFF。</translation>
    </message>
    <message>
        <source>Haze map</source>
        <translation>雾霾图</translation>
    </message>
    <message>
        <source>Thickness of the haze, from 0 (clear) to 1: 1 − transmission at 0.443 µm; 1 where cloud hides the ground. Made if you name it.</source>
        <translation>雾霾厚度，从 0（清晰）到 1：即 1 − 0.443 µm 处的透过率；云遮挡地面处为 1。指定名称时才生成。</translation>
    </message>
    <message>
        <source>Haze mask</source>
        <translation>雾霾掩膜</translation>
    </message>
    <message>
        <source>0 clear, 1 haze, and what is left as it is: 2 thick cloud (or snow, without a shortwave infrared band), 3 snow, 4 saturated. Made if you name it.</source>
        <translation>0 清晰，1 雾霾，以及保持原样的部分：2 厚云（没有短波红外波段时也可能是雪），3 雪，4 饱和。指定名称时才生成。</translation>
    </message>
    <message>
        <source>HTML files (*.html)</source>
        <translation>HTML 文件 (*.html)</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>An HTML page about the run: pictures before and after, the distribution of each band's values, what was cut off, NDVI, tile consistency, model and parameters. Made if you name it.</source>
        <translation>关于本次运行的 HTML 页面：前后图片、各波段值的分布、被截断的值、NDVI、瓦片一致性、模型和参数。指定名称时才生成。</translation>
    </message>
    <message>
        <source>Mean haze thickness (0 to 1)</source>
        <translation>平均雾霾厚度（0 到 1）</translation>
    </message>
    <message>
        <source>Tiles that went through the model</source>
        <translation>经过模型的瓦片数</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>Sampling steps used</source>
        <translation>所用采样步数</translation>
    </message>
    <message>
        <source>What to know about the layer, such as fill</source>
        <translation>关于图层须知的事项，例如填充值</translation>
    </message>
    <message>
        <source>haze</source>
        <translation>雾霾</translation>
    </message>
    <message>
        <source>rain</source>
        <translation>雨</translation>
    </message>
    <message>
        <source>blur</source>
        <translation>模糊</translation>
    </message>
    <message>
        <source>{} removes {}</source>
        <translation>{} 去除{}</translation>
    </message>
</context>
<context>
    <name>Desktop</name>
    <message>
        <source>Dehaze…</source>
        <translation>去雾…</translation>
    </message>
    <message>
        <source>Dehaze: remove haze from raster layers</source>
        <translation>去雾：去除栅格图层中的雾霾</translation>
    </message>
    <message>
        <source>The run over “{}” was cancelled; it left no file behind.</source>
        <translation>对“{}”的运行已取消，没有留下任何文件。</translation>
    </message>
    <message>
        <source>“{}” was dehazed in {}.</source>
        <translation>“{}”已去雾，用时 {}。</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>“{}” was dehazed: {}</source>
        <translation>“{}”已去雾：{}</translation>
    </message>
    <message>
        <source>Dehaze</source>
        <translation>去雾</translation>
    </message>
    <message>
        <source>There is nothing to compare yet. Dehaze the layer first.</source>
        <translation>还没有可对比的内容。请先对图层去雾。</translation>
    </message>
    <message>
        <source>One of the two layers is no longer in the project.</source>
        <translation>两个图层之一已不在工程中。</translation>
    </message>
    <message>
        <source>Sample, Landsat 8</source>
        <translation>示例，Landsat 8</translation>
    </message>
    <message>
        <source>The sample {} cannot be opened. Install the plugin again.</source>
        <translation>无法打开示例 {}。请重新安装插件。</translation>
    </message>
    <message>
        <source>Same stretch as the source</source>
        <translation>与源相同的拉伸</translation>
    </message>
    <message>
        <source>The run over “{}” was cancelled. Started again, it goes on where it stopped.</source>
        <translation>对“{}”的运行已取消。再次启动时从中断处继续。</translation>
    </message>
</context>
<context>
    <name>DeviceLine</name>
    <message>
        <source>Looking for the device…</source>
        <translation>正在查找设备…</translation>
    </message>
    <message>
        <source>Where the model runs, in a process of its own: torch {}</source>
        <translation>模型在独立进程中运行的位置：torch {}</translation>
    </message>
    <message>
        <source>The model runs outside QGIS and is set up once</source>
        <translation>模型在 QGIS 之外运行，只需安装一次</translation>
    </message>
    <message>
        <source>The model is not set up yet.</source>
        <translation>模型环境尚未安装。</translation>
    </message>
    <message>
        <source>Set it up…</source>
        <translation>进行设置…</translation>
    </message>
    <message>
        <source>{} free</source>
        <translation>可用 {}</translation>
    </message>
    <message>
        <source>no GPU: this torch was built without CUDA</source>
        <translation>无 GPU：此 torch 构建时未包含 CUDA</translation>
    </message>
    <message>
        <source>no GPU: torch finds no usable GPU or driver</source>
        <translation>无 GPU：torch 没有找到可用的 GPU 或驱动</translation>
    </message>
    <message>
        <source>not the GPU: {}</source>
        <translation>未使用 GPU：{}</translation>
    </message>
    <message>
        <source>CPU with {} cores</source>
        <translation>CPU（{} 核）</translation>
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
        <translation>预览</translation>
    </message>
    <message>
        <source>Show what the map shows without haze, wherever you move it. Strength and method follow at once.</source>
        <translation>显示当前地图画面去雾后的样子，移动地图时随之更新。强度和方法的改变立即生效。</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Swipe between the layer and its dehazed result: drag the line over the map.</source>
        <translation>在图层与其去雾结果之间卷帘对比：在地图上拖动分隔线。</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Settings: the Python that runs the model, folders, memory</source>
        <translation>设置：运行模型的 Python、文件夹、内存</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Open the help page</source>
        <translation>打开帮助页面</translation>
    </message>
    <message>
        <source>Stretch preview and result by their own values</source>
        <translation>按预览和结果自身的值拉伸</translation>
    </message>
    <message>
        <source>Stretch preview and result as the source is</source>
        <translation>按源图层的拉伸方式显示预览和结果</translation>
    </message>
</context>
<context>
    <name>EmptyPage</name>
    <message>
        <source>&lt;b&gt;There is no raster layer yet.&lt;/b&gt;</source>
        <translation>&lt;b&gt;还没有栅格图层。&lt;/b&gt;</translation>
    </message>
    <message>
        <source>Add an aerial or satellite image with a red, a green and a blue band, or drop its file on the map.</source>
        <translation>请添加含红、绿、蓝波段的航空或卫星影像，或将其文件拖放到地图上。</translation>
    </message>
    <message>
        <source>Add a raster layer…</source>
        <translation>添加栅格图层…</translation>
    </message>
    <message>
        <source>Try it on the sample</source>
        <translation>用示例试一试</translation>
    </message>
    <message>
        <source>A hazy Landsat 8 scene that comes with the plugin, in preview</source>
        <translation>插件自带的一景有雾 Landsat 8 影像，以预览方式显示</translation>
    </message>
</context>
<context>
    <name>Layers</name>
    <message>
        <source>The layer '{}' cannot be dehazed</source>
        <translation>图层“{}”无法去雾</translation>
    </message>
    <message>
        <source>its data source is not available</source>
        <translation>其数据源不可用</translation>
    </message>
    <message>
        <source>Repair the layer's data source, or add it again</source>
        <translation>请修复图层的数据源，或重新添加它</translation>
    </message>
    <message>
        <source>of the kind '{}'</source>
        <translation>“{}”类型的图层</translation>
    </message>
    <message>
        <source>it is {} and no file that GDAL reads</source>
        <translation>它是{}，不是 GDAL 可读取的文件</translation>
    </message>
    <message>
        <source>it is opened with options</source>
        <translation>它是带选项打开的</translation>
    </message>
    <message>
        <source>it needs a login that QGIS keeps</source>
        <translation>它需要由 QGIS 保管的登录信息</translation>
    </message>
    <message>
        <source>a web map (WMS, WMTS or XYZ tiles)</source>
        <translation>网络地图（WMS、WMTS 或 XYZ 瓦片）</translation>
    </message>
    <message>
        <source>a web coverage (WCS)</source>
        <translation>网络覆盖（WCS）</translation>
    </message>
    <message>
        <source>an ArcGIS map service</source>
        <translation>ArcGIS 地图服务</translation>
    </message>
    <message>
        <source>a PostGIS raster</source>
        <translation>PostGIS 栅格</translation>
    </message>
    <message>
        <source>a virtual raster made of other layers</source>
        <translation>由其他图层组成的虚拟栅格</translation>
    </message>
    <message>
        <source>Save it as a GeoTIFF first (right-click the layer, Export, Save As) and dehaze that</source>
        <translation>请先将其另存为 GeoTIFF（右键单击图层，“导出”→“另存为”），再对它去雾</translation>
    </message>
</context>
<context>
    <name>MethodPart</name>
    <message>
        <source>Draft (fastest)</source>
        <translation>草稿（最快）</translation>
    </message>
    <message>
        <source>The first network alone</source>
        <translation>仅第一个网络</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>The best trade that was measured for the model</source>
        <translation>为该模型测得的最佳折中</translation>
    </message>
    <message>
        <source>Paper (five steps)</source>
        <translation>论文（五步）</translation>
    </message>
    <message>
        <source>Five diffusion steps, as published: slowest</source>
        <translation>五个扩散步，与论文一致：最慢</translation>
    </message>
    <message>
        <source>Draft: the first network alone, fastest. Standard: the best trade measured for the model. Paper: five diffusion steps, as published.</source>
        <translation>草稿：仅第一个网络，最快。标准：为该模型测得的最佳折中。论文：五个扩散步，与论文一致。</translation>
    </message>
    <message>
        <source>rain</source>
        <translation>雨</translation>
    </message>
    <message>
        <source>blur</source>
        <translation>模糊</translation>
    </message>
    <message>
        <source>Needs neither a model nor a Python with torch</source>
        <translation>既不需要模型，也不需要带 torch 的 Python</translation>
    </message>
    <message>
        <source>Model {}. Tiles of {} pixels. Sampling steps at standard quality: {}. Licence: {}</source>
        <translation>模型 {}。瓦片 {} 像元。标准质量采样步数：{}。许可：{}</translation>
    </message>
</context>
<context>
    <name>OptionsFactory</name>
    <message>
        <source>DS-RDMPD Dehaze</source>
        <translation>DS-RDMPD 去雾</translation>
    </message>
</context>
<context>
    <name>OptionsPage</name>
    <message>
        <source>found by itself</source>
        <translation>自动查找</translation>
    </message>
    <message>
        <source>the source's folder</source>
        <translation>源数据所在文件夹</translation>
    </message>
    <message>
        <source>Asking that Python…</source>
        <translation>正在询问该 Python…</translation>
    </message>
    <message>
        <source>⚠ {} could not be asked: it is no Python of version 3.10 or newer.</source>
        <translation>⚠ 无法询问 {}：它不是 3.10 或更新版本的 Python。</translation>
    </message>
    <message>
        <source>✔ torch {} in {}</source>
        <translation>✔ torch {}，位于 {}</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>&amp;Python with torch</source>
        <translation>带 torch 的 &amp;Python</translation>
    </message>
    <message>
        <source>What that Python says of itself</source>
        <translation>该 Python 的自我说明</translation>
    </message>
    <message>
        <source>&amp;Device</source>
        <translation>设备(&amp;D)</translation>
    </message>
    <message>
        <source>Where the model runs: auto (the fastest there is), cpu, cuda:0 for the first NVIDIA GPU, mps for Apple's</source>
        <translation>模型运行的位置：auto（最快的可用设备）、cpu、cuda:0（第一块 NVIDIA GPU）、mps（Apple GPU）</translation>
    </message>
    <message>
        <source>&amp;Keep ready for</source>
        <translation>保持就绪(&amp;K)</translation>
    </message>
    <message>
        <source>no time</source>
        <translation>不保持</translation>
    </message>
    <message>
        <source> min</source>
        <translation> 分钟</translation>
    </message>
    <message>
        <source>How long the process that holds the model stays after a run, so that the next one starts at once. It takes some hundred megabytes meanwhile.</source>
        <translation>运行结束后载有模型的进程保留多久，以便下一次立即开始。其间占用数百兆字节内存。</translation>
    </message>
    <message>
        <source>Your models</source>
        <translation>您的模型</translation>
    </message>
    <message>
        <source>Weights files in this folder are offered by their names. The variable DSRDMPD_MODELS names another.</source>
        <translation>此文件夹中的权重文件会按名称列出。可用变量 DSRDMPD_MODELS 指定其他文件夹。</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>&amp;Tile size</source>
        <translation>瓦片大小(&amp;T)</translation>
    </message>
    <message>
        <source>as the model was trained</source>
        <translation>与模型训练时相同</translation>
    </message>
    <message>
        <source> px</source>
        <translation> 像元</translation>
    </message>
    <message>
        <source>Side of the tiles in the dock's runs, a multiple of 16. Best left to the model; smaller tiles need less memory.</source>
        <translation>面板运行时的瓦片边长，16 的倍数。最好由模型决定；较小的瓦片占用较少内存。</translation>
    </message>
    <message>
        <source>&amp;Most tiles at once</source>
        <translation>同时处理的最多瓦片数(&amp;M)</translation>
    </message>
    <message>
        <source>by the free memory</source>
        <translation>按可用内存</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>&amp;Folder of results</source>
        <translation>结果文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>Where results with a name and no folder are written. Empty: beside the layer that they are made from.</source>
        <translation>只有名称而没有文件夹的结果写入的位置。留空：写在源图层旁边。</translation>
    </message>
    <message>
        <source>For a bug report</source>
        <translation>用于错误报告</translation>
    </message>
    <message>
        <source>Versions, devices and models, to copy into a report</source>
        <translation>版本、设备和模型，可复制到报告中</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Copy the text above</source>
        <translation>复制上面的文字</translation>
    </message>
    <message>
        <source>Where the dock's results without a name lie until QGIS is left. Empty: QGIS's temporary folder. Previews take no disk.</source>
        <translation>面板运行中未命名的结果在退出 QGIS 之前存放的位置。留空：QGIS 的临时文件夹。预览不占用磁盘。</translation>
    </message>
    <message>
        <source>Temporar&amp;y folder</source>
        <translation>临时文件夹(&amp;Y)</translation>
    </message>
    <message>
        <source>QGIS's temporary folder</source>
        <translation>QGIS 的临时文件夹</translation>
    </message>
    <message>
        <source>Limits the memory that the model takes, in tiles: what one takes depends on the model, the tile size, and the numbers that the device computes with.</source>
        <translation>以瓦片数限制模型占用的内存：每个瓦片占用多少取决于模型、瓦片大小和设备所用的数值类型。</translation>
    </message>
    <message>
        <source>⚠ {} cannot use its torch: {}</source>
        <translation>⚠ {} 无法使用其 torch：{}</translation>
    </message>
    <message>
        <source>Set up the model…</source>
        <translation>安装模型环境…</translation>
    </message>
    <message>
        <source>Remove it…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>⚠ The model is not set up yet. Set it up, or name a Python that has torch.</source>
        <translation>⚠ 模型环境尚未安装。请安装，或指定一个带 torch 的 Python。</translation>
    </message>
    <message>
        <source>⚠ {} has no torch. Set the model up, or name another Python.</source>
        <translation>⚠ {} 没有 torch。请安装模型环境，或指定另一个 Python。</translation>
    </message>
    <message>
        <source>The Python program (or the folder of its environment) that runs the model. Empty: the variable DSRDMPD_PYTHON, then the environment that “Set up the model” makes.</source>
        <translation>运行模型的 Python 程序（或其环境的文件夹）。留空：先用变量 DSRDMPD_PYTHON，再用“安装模型环境”创建的环境。</translation>
    </message>
    <message>
        <source>It was made for another version of the plugin: set the model up to renew it.</source>
        <translation>它是为插件的另一版本创建的：请重新安装模型环境以更新。</translation>
    </message>
</context>
<context>
    <name>OptionsPart</name>
    <message>
        <source>Everywhere</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>haze from </source>
        <translation>雾霾始于 </translation>
    </message>
    <message>
        <source>Copy them</source>
        <translation>原样复制</translation>
    </message>
    <message>
        <source>Near infrared and all others stay as they are, bit for bit</source>
        <translation>近红外及所有其他波段逐位保持原样</translation>
    </message>
    <message>
        <source>Correct them</source>
        <translation>一并去雾</translation>
    </message>
    <message>
        <source>The haze that red, green and blue show is taken off them by wavelength, so that NDVI fits</source>
        <translation>按波长从这些波段中也去除红、绿、蓝所示的雾霾，使 NDVI 正确</translation>
    </message>
    <message>
        <source>Go on next time</source>
        <translation>下次继续</translation>
    </message>
    <message>
        <source>The same run, started again, goes on where it failed or QGIS ended. Cancelling leaves nothing.</source>
        <translation>再次启动相同的运行时，从失败或 QGIS 退出之处继续。取消则什么也不保留。</translation>
    </message>
    <message>
        <source>Go on, also if cancelled</source>
        <translation>下次继续，取消后也一样</translation>
    </message>
    <message>
        <source>The same run, started again, goes on where it failed, QGIS ended, or you cancelled it</source>
        <translation>再次启动相同的运行时，从失败、QGIS 退出或您取消之处继续</translation>
    </message>
    <message>
        <source>Begin anew</source>
        <translation>从头开始</translation>
    </message>
    <message>
        <source>Nothing is kept of a run that does not end</source>
        <translation>未完成的运行什么也不保留</translation>
    </message>
    <message>
        <source>mask</source>
        <translation>掩膜</translation>
    </message>
    <message>
        <source>other bands</source>
        <translation>其他波段</translation>
    </message>
    <message>
        <source>haze map</source>
        <translation>雾霾图</translation>
    </message>
    <message>
        <source>haze mask</source>
        <translation>雾霾掩膜</translation>
    </message>
    <message>
        <source>report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>{} ({})</source>
        <translation>{}（{}）</translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <source>Preview of {}</source>
        <translation>{} 的预览</translation>
    </message>
    <message>
        <source>Preparing the preview</source>
        <translation>正在准备预览</translation>
    </message>
    <message>
        <source>{} preview</source>
        <translation>{} 预览</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>Draft. The chosen quality follows.</source>
        <translation>草稿。随后是所选质量的结果。</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>论文</translation>
    </message>
    <message>
        <source>{}: what a run gives here.</source>
        <translation>{}：与在此处运行的结果相同。</translation>
    </message>
    <message>
        <source>Full size</source>
        <translation>原始大小</translation>
    </message>
    <message>
        <source>{}. The inset shows at full size what a run gives.</source>
        <translation>{}。小窗以原始大小显示运行的实际结果。</translation>
    </message>
    <message>
        <source>{}, at the screen's resolution.</source>
        <translation>{}，为屏幕分辨率下的效果。</translation>
    </message>
    <message>
        <source>The view does not show the layer. Zoom to it, and the preview follows.</source>
        <translation>当前视图中没有该图层。请缩放到图层，预览会随之显示。</translation>
    </message>
</context>
<context>
    <name>RasterAlgorithm</name>
    <message>
        <source>Cancelled: no file was written.</source>
        <translation>已取消：没有写入任何文件。</translation>
    </message>
    <message>
        <source>Nodata value</source>
        <translation>无数据值</translation>
    </message>
    <message>
        <source>A value that means nodata in every colour band, beside what the file declares. Empty: what the layer's properties (Transparency) add. If the file's own value is unticked there, it counts as ground.</source>
        <translation>除文件声明的以外，在每个颜色波段中表示无数据的值。留空：采用图层属性（透明度）中附加的值。如果在那里取消勾选文件自身的无数据值，则该值视为地面。</translation>
    </message>
    <message>
        <source>Leave out fill</source>
        <translation>排除填充值</translation>
    </message>
    <message>
        <source>Many files have a border or holes of 0, 255, 65535 or -9999 that they do not declare as nodata. Such pixels are found, told in the log, and left as they are. Switch this off if they are ground.</source>
        <translation>许多文件有值为 0、255、65535 或 -9999 的边框或空洞，却未声明为无数据。这样的像元会被识别、记入日志并保持原样。如果它们是地面，请关闭此项。</translation>
    </message>
    <message>
        <source>The layer's bands differ in their additional nodata values: only those that all of them have are used.</source>
        <translation>图层各波段的附加无数据值不同：只使用所有波段共有的值。</translation>
    </message>
</context>
<context>
    <name>RestrengthAlgorithm</name>
    <message>
        <source>Change the strength of a result</source>
        <translation>更改结果强度</translation>
    </message>
    <message>
        <source>haze,dehaze,strength,stronger,weaker,again,fog,smoke</source>
        <translation>haze,dehaze,strength,雾,霾,去雾,强度,增强,减弱,重新,烟</translation>
    </message>
    <message>
        <source>Makes a dehazed raster again at another strength, in seconds and without the model.</source>
        <translation>以另一强度重新生成去雾后的栅格，只需数秒，不用模型。</translation>
    </message>
    <message>
        <source>Makes a dehazed raster again at another strength. Nothing goes through the model: the haze field that the run has kept says what to take away. The pixels are exactly those of a new run at that strength, and it takes seconds.</source>
        <translation>以另一强度重新生成去雾后的栅格。不再经过模型：由运行时保留的雾霾场决定去除多少。像元结果与以该强度重新运行完全相同，只需数秒。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Before&lt;/b&gt;: run &lt;i&gt;Dehaze raster&lt;/i&gt; with &lt;i&gt;Keep the haze field&lt;/i&gt; switched on. The raster that was dehazed must still be there, unchanged.</source>
        <translation>&lt;b&gt;事先&lt;/b&gt;：运行&lt;i&gt;栅格去雾&lt;/i&gt;时打开&lt;i&gt;保留雾霾场&lt;/i&gt;。去雾时所用的栅格必须仍在原处且未改动。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Refused&lt;/b&gt;, with what to do: a result whose haze field was not kept, a raster that has changed since, and files that another version of the plugin has kept.</source>
        <translation>&lt;b&gt;会被拒绝&lt;/b&gt;并说明替代办法的有：没有保留雾霾场的结果、此后改动过的栅格，以及插件另一版本保留的文件。</translation>
    </message>
    <message>
        <source>Dehazed layer</source>
        <translation>去雾后的图层</translation>
    </message>
    <message>
        <source>A result of Dehaze raster whose haze field was kept beside it, or the file of that field (its name ends in .haze_field.tif).</source>
        <translation>“栅格去雾”的结果，其旁边保留有雾霾场；或该雾霾场的文件（名称以 .haze_field.tif 结尾）。</translation>
    </message>
    <message>
        <source>Strength (%)</source>
        <translation>强度 (%)</translation>
    </message>
    <message>
        <source>0 returns the raster before dehazing, 100 removes what the method found, 200 twice that.</source>
        <translation>0 返回去雾前的栅格，100 去除该方法求得的雾霾，200 为其两倍。</translation>
    </message>
    <message>
        <source>Raster that was dehazed</source>
        <translation>去雾时所用的栅格</translation>
    </message>
    <message>
        <source>Only if it was moved or renamed. Empty: where it was.</source>
        <translation>仅在它被移动或重命名时需要。留空：原来的位置。</translation>
    </message>
    <message>
        <source>At another strength</source>
        <translation>另一强度的结果</translation>
    </message>
    <message>
        <source>The dehazed raster, a compressed GeoTIFF with overviews.</source>
        <translation>去雾后的栅格，带金字塔的压缩 GeoTIFF。</translation>
    </message>
    <message>
        <source>Mean haze thickness (0 to 1)</source>
        <translation>平均雾霾厚度（0 到 1）</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>{} at {:g} %</source>
        <translation>{}，强度 {:g} %</translation>
    </message>
    <message>
        <source>Another strength of {}.</source>
        <translation>{} 的另一强度。</translation>
    </message>
    <message>
        <source>{}: {} made again at a strength of {:g} % by DS-RDMPD Dehaze {}</source>
        <translation>{}：{} 以 {:g} % 的强度由 DS-RDMPD Dehaze {} 重新生成</translation>
    </message>
    <message>
        <source>{} × {} pixels, {:.1f} s</source>
        <translation>{} × {} 像元，{:.1f} 秒</translation>
    </message>
    <message>
        <source>no pixel was usable</source>
        <translation>没有可用的像元</translation>
    </message>
    <message>
        <source>mean haze thickness {:.2f}</source>
        <translation>平均雾霾厚度 {:.2f}</translation>
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
        <translation>将去雾后的栅格另存为</translation>
    </message>
    <message>
        <source>[Temporary file]</source>
        <translation>[临时文件]</translation>
    </message>
    <message>
        <source>File of the result</source>
        <translation>结果文件</translation>
    </message>
    <message>
        <source>A run to this file was not finished. With the same choices it goes on where it stopped.</source>
        <translation>写入此文件的一次运行尚未完成。以相同的选择运行时从中断处继续。</translation>
    </message>
</context>
<context>
    <name>Results</name>
    <message>
        <source>{} could not be loaded.</source>
        <translation>无法加载 {}。</translation>
    </message>
</context>
<context>
    <name>RunPanel</name>
    <message>
        <source>&amp;Cancel</source>
        <translation>取消(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Dehaze</source>
        <translation>去雾(&amp;D)</translation>
    </message>
    <message>
        <source>Stop the run; it leaves no file behind</source>
        <translation>停止运行；不会留下任何文件</translation>
    </message>
    <message>
        <source>Dehaze the layer in the background (Ctrl+Return)</source>
        <translation>在后台对图层去雾 (Ctrl+Return)</translation>
    </message>
    <message>
        <source>{} left</source>
        <translation>剩余 {}</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>Cancelling</source>
        <translation>正在取消</translation>
    </message>
    <message>
        <source>{}: done in {}</source>
        <translation>{}：完成，用时 {}</translation>
    </message>
    <message>
        <source>{}: cancelled</source>
        <translation>{}：已取消</translation>
    </message>
    <message>
        <source>remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Then:</source>
        <translation>随后：</translation>
    </message>
</context>
<context>
    <name>RunQueue</name>
    <message>
        <source>The run could not be prepared.</source>
        <translation>无法准备运行。</translation>
    </message>
    <message>
        <source>The run failed; the log says more.</source>
        <translation>运行失败；详情见日志。</translation>
    </message>
</context>
<context>
    <name>SetupDialog</name>
    <message>
        <source>Set up the model</source>
        <translation>安装模型环境</translation>
    </message>
    <message>
        <source>&amp;Set up</source>
        <translation>安装(&amp;S)</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>以后再说</translation>
    </message>
    <message>
        <source>The model needs PyTorch, once</source>
        <translation>模型需要 PyTorch，只需安装一次</translation>
    </message>
    <message>
        <source>It goes into a folder of its own and runs outside QGIS. QGIS's Python stays as it is, and one button in the settings takes everything away again.</source>
        <translation>它安装在单独的文件夹中，在 QGIS 之外运行。QGIS 的 Python 保持不变，设置中的一个按钮即可将其全部删除。</translation>
    </message>
    <message>
        <source>&amp;CPU</source>
        <translation>CPU(&amp;C)</translation>
    </message>
    <message>
        <source>NVIDIA &amp;GPU</source>
        <translation>NVIDIA GPU(&amp;G)</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>运行于</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>占用磁盘</translation>
    </message>
    <message>
        <source>Made from</source>
        <translation>基于</translation>
    </message>
    <message>
        <source>No network?</source>
        <translation>没有网络？</translation>
    </message>
    <message>
        <source>Take a folder of wheels…</source>
        <translation>使用存放 wheel 文件的文件夹…</translation>
    </message>
    <message>
        <source>You can go on working in QGIS meanwhile. What has come is kept if it breaks off.</source>
        <translation>其间您可以继续使用 QGIS。如果中断，已下载的内容会保留。</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>正在查看…</translation>
    </message>
    <message>
        <source>Folder of wheels</source>
        <translation>存放 wheel 文件的文件夹</translation>
    </message>
    <message>
        <source>Chosen because {}</source>
        <translation>选择原因：{}</translation>
    </message>
    <message>
        <source>none: from the folder {}</source>
        <translation>无：来自文件夹 {}</translation>
    </message>
    <message>
        <source>more than 1 GB, how much is not known beforehand</source>
        <translation>超过 1 GB，具体大小事先未知</translation>
    </message>
    <message>
        <source>from {}</source>
        <translation>来自{}</translation>
    </message>
    <message>
        <source>about {}</source>
        <translation>约 {}</translation>
    </message>
    <message>
        <source>Python {} ({}), which stays as it is</source>
        <translation>Python {}（{}），它保持不变</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在开始</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>{} left</source>
        <translation>剩余 {}</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>重试(&amp;T)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Cancelling</source>
        <translation>正在取消</translation>
    </message>
    <message>
        <source>Show the log</source>
        <translation>显示日志</translation>
    </message>
</context>
<context>
    <name>SetupGuide</name>
    <message>
        <source>Remove the environment that runs the model? It takes {} in {}.</source>
        <translation>删除运行模型的环境？它占用 {}，位于 {}。</translation>
    </message>
    <message>
        <source>Remove the model's environment</source>
        <translation>删除模型环境</translation>
    </message>
</context>
<context>
    <name>SetupPanel</name>
    <message>
        <source>Set up the model…</source>
        <translation>安装模型环境…</translation>
    </message>
    <message>
        <source>The model is not set up yet.</source>
        <translation>模型环境尚未安装。</translation>
    </message>
    <message>
        <source>It runs outside QGIS and is fetched once.</source>
        <translation>它在 QGIS 之外运行，只需下载一次。</translation>
    </message>
    <message>
        <source>Without it, these work at once: {}.</source>
        <translation>没有它也可立即使用：{}。</translation>
    </message>
    <message>
        <source>Set up the model ({}, once)</source>
        <translation>安装模型环境（{}，一次）</translation>
    </message>
</context>
<context>
    <name>SimulateHazeAlgorithm</name>
    <message>
        <source>Simulate haze</source>
        <translation>模拟雾霾</translation>
    </message>
    <message>
        <source>haze,simulate,synthetic,fog,smoke,atmosphere,airlight,test,validation</source>
        <translation>haze,simulate,synthetic,雾,霾,模拟,合成,烟,大气,大气光,测试,验证</translation>
    </message>
    <message>
        <source>Lays haze of known thickness over a raster, to test dehazing with.</source>
        <translation>在栅格上叠加已知厚度的雾霾，用于测试去雾。</translation>
    </message>
    <message>
        <source>Lays haze over a clear raster, so that a dehazed result can be compared with the truth: run it, dehaze its result, and compare with the source. The result lies on the same pixels and has the data type, bands, nodata, CRS and style of the source.</source>
        <translation>在清晰的栅格上叠加雾霾，以便将去雾结果与真值比较：运行它，对其结果去雾，再与源比较。结果位于相同的像元上，并具有与源相同的数据类型、波段、无数据值、坐标参照系和样式。</translation>
    </message>
    <message>
        <source>The model is physical: what haze lets through of each band's light depends on the band's wavelength, blue being hazed most and infrared least, and what it takes is replaced by airlight (Koschmieder's equation). The same seed gives the same haze, and an extent gets the haze that it has in the whole raster.</source>
        <translation>模型是物理的：雾霾让每个波段的光透过多少取决于波长，蓝光受影响最大，红外最小；被带走的光由大气光代替（Koschmieder 方程）。相同的种子得到相同的雾霾，一个范围得到的雾霾与其在整个栅格中的相同。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Numbers&lt;/b&gt;: the mean haze thickness and the seconds it took are outputs too, for models and scripts.</source>
        <translation>&lt;b&gt;数值&lt;/b&gt;：平均雾霾厚度和耗时（秒）也是输出，可用于模型和脚本。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Limits&lt;/b&gt;: pixels of 8 bits are taken for display values (mixed with a gamma of 2.2), all others for values linear in light. Palette rasters, rasters with fewer than three bands and layers that are no file (web maps, virtual layers) are refused, with what to do instead.</source>
        <translation>&lt;b&gt;限制&lt;/b&gt;：8 位像元视为显示值（以 2.2 的伽马混合），其他均视为与光强成线性的值。调色板栅格、少于三个波段的栅格以及不是文件的图层（网络地图、虚拟图层）会被拒绝，并说明替代办法。</translation>
    </message>
    <message>
        <source>Input layer</source>
        <translation>输入图层</translation>
    </message>
    <message>
        <source>A clear raster file with at least three bands: 8, 16 or 32-bit integers, or floats.</source>
        <translation>至少有三个波段的清晰栅格文件：8、16 或 32 位整数，或浮点数。</translation>
    </message>
    <message>
        <source>Extent</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>The part to make, snapped outward to the layer's pixels. Empty: everything.</source>
        <translation>要生成的部分，向外对齐到图层的像元。留空：全部。</translation>
    </message>
    <message>
        <source>Greatest thickness</source>
        <translation>最大厚度</translation>
    </message>
    <message>
        <source>Share of the shortest waves' light (0.443 µm) that the thickest haze takes: 0 returns the source, 0.3 is a thin veil, 0.6 clearly hazy, 1 hides the ground.</source>
        <translation>最厚的雾霾带走的最短波（0.443 µm）光的比例：0 返回源数据，0.3 为薄雾，0.6 明显有雾，1 遮住地面。</translation>
    </message>
    <message>
        <source>Size of the patches (pixels)</source>
        <translation>雾团大小（像元）</translation>
    </message>
    <message>
        <source>How wide the patches of haze are. Empty: a quarter of the layer's longer side.</source>
        <translation>雾团的宽度。留空：图层长边的四分之一。</translation>
    </message>
    <message>
        <source>Patchiness</source>
        <translation>斑块程度</translation>
    </message>
    <message>
        <source>0 is a veil of even thickness, 1 patches with clear air between them.</source>
        <translation>0 为厚度均匀的薄幕，1 为其间空气清澈的雾团。</translation>
    </message>
    <message>
        <source>Brightness of the haze</source>
        <translation>雾霾亮度</translation>
    </message>
    <message>
        <source>Airlight, measured against the layer's own pixels: 0 is as dark as the darkest of a band, like smoke, 1 as bright as the brightest.</source>
        <translation>大气光，相对于图层自身的像元：0 与波段中最暗的一样暗，如烟；1 与最亮的一样亮。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Which pattern of haze. The same seed gives the same one.</source>
        <translation>雾霾的图案。相同的种子得到相同的图案。</translation>
    </message>
    <message>
        <source>Wavelengths (µm)</source>
        <translation>波长（µm）</translation>
    </message>
    <message>
        <source>The centre of every band in micrometres, in the bands' order, such as 0.655,0.5625,0.4825,0.865 for red, green, blue and near infrared; 0 for a band that gets no haze. Empty: taken from the file's metadata, band names (such as blue, nir, B8A) or colours.</source>
        <translation>每个波段的中心波长（微米），按波段顺序，例如红、绿、蓝和近红外为 0.655,0.5625,0.4825,0.865；不加雾的波段为 0。留空：取自文件的元数据、波段名称（如 blue、nir、B8A）或颜色。</translation>
    </message>
    <message>
        <source>Hazy</source>
        <translation>有雾结果</translation>
    </message>
    <message>
        <source>The hazy raster, a compressed GeoTIFF with overviews.</source>
        <translation>有雾的栅格，带金字塔的压缩 GeoTIFF。</translation>
    </message>
    <message>
        <source>Haze thickness</source>
        <translation>雾霾厚度</translation>
    </message>
    <message>
        <source>The truth: the thickness at each pixel, from 0 (clear) to 1. Made if you name it.</source>
        <translation>真值：每个像元的厚度，从 0（清晰）到 1。指定名称时才生成。</translation>
    </message>
    <message>
        <source>Mean haze thickness (0 to 1)</source>
        <translation>平均雾霾厚度（0 到 1）</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>{} hazy</source>
        <translation>{} 有雾</translation>
    </message>
    <message>
        <source>{} true haze</source>
        <translation>{} 真实雾霾</translation>
    </message>
    <message>
        <source>{} × {} pixels, {:.1f} s</source>
        <translation>{} × {} 像元，{:.1f} 秒</translation>
    </message>
    <message>
        <source>no pixel was usable</source>
        <translation>没有可用的像元</translation>
    </message>
    <message>
        <source>mean haze thickness {:.2f}</source>
        <translation>平均雾霾厚度 {:.2f}</translation>
    </message>
</context>
<context>
    <name>SwipeTool</name>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>之后</translation>
    </message>
</context>
</TS>
