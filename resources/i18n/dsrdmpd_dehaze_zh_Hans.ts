<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Checks</name>
    <message>
        <source>There is no raster layer to dehaze. Add one with Layer, Add Layer, Add Raster Layer.</source>
        <translation>没有可去雾的栅格图层。请通过“图层”→“添加图层”→“添加栅格图层”添加一个。</translation>
    </message>
    <message>
        <source>The layer “{}” cannot be dehazed: it has no three bands for red, green and blue.</source>
        <translation>图层“{}”无法去雾：它没有可作红、绿、蓝的三个波段。</translation>
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
        <source>The result “{}” must be a GeoTIFF. Give it a name that ends in .tif.</source>
        <translation>结果“{}”必须是 GeoTIFF。请使用以 .tif 结尾的名称。</translation>
    </message>
    <message>
        <source>The folder {} does not exist. Make it, or choose another.</source>
        <translation>文件夹 {} 不存在。请创建它，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>You may not write into the folder {}. Choose another.</source>
        <translation>您没有写入文件夹 {} 的权限。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>Another run is going to write {}. Choose another name, or wait for it.</source>
        <translation>另一个任务将写入 {}。请换一个名称，或等待它完成。</translation>
    </message>
    <message>
        <source>{} is open as the layer “{}”. Choose another name, or remove that layer first.</source>
        <translation>{} 已作为图层“{}”打开。请换一个名称，或先移除该图层。</translation>
    </message>
    <message>
        <source>The disk of {} is too full: the result may need {}, and {} are free. Choose a smaller area.</source>
        <translation>{} 所在磁盘空间不足：结果最多需要 {}，而可用空间为 {}。请选择较小的范围。</translation>
    </message>
    <message>
        <source>No Python with torch was found to run the model. Name one in the settings.</source>
        <translation>没有找到可运行模型的带 torch 的 Python。请在设置中指定一个。</translation>
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
        <source>&lt;b&gt;Limits&lt;/b&gt;: three bands are dehazed, all others are copied. Clouds that hide the ground stay. Palette rasters, rasters with fewer than three bands and layers that are no file (web maps, virtual layers) are refused, with what to do instead. The model needs a Python with torch; the plugin's description says how to get one.</source>
        <translation>&lt;b&gt;限制&lt;/b&gt;：只对三个波段去雾，其余波段原样复制。遮挡地面的云会保留。调色板栅格、少于三个波段的栅格以及不是文件的图层（网络地图、虚拟图层）会被拒绝，并说明替代办法。模型需要带 torch 的 Python；获取方法见插件说明。</translation>
    </message>
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
        <source>Red, green and blue band</source>
        <translation>红、绿、蓝波段</translation>
    </message>
    <message>
        <source>Exactly three bands, in this order; drag them in the list to order them. Empty: taken from the file's colour interpretation or band names.</source>
        <translation>恰好三个波段，按此顺序；可在列表中拖动排序。留空：取自文件的颜色解释或波段名称。</translation>
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
        <source>Quality</source>
        <translation>质量</translation>
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
        <source>How much of the model's change is applied: 0 returns the source, 100 everything.</source>
        <translation>应用模型改变量的多少：0 返回源数据，100 全部应用。</translation>
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
        <source>Side of the tiles, a multiple of 16. Best left empty: the size that the model was trained at. Smaller tiles need less memory.</source>
        <translation>瓦片边长，16 的倍数。最好留空：使用模型训练时的大小。较小的瓦片占用较少内存。</translation>
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
        <source>How much of each pixel's light was haze, from 0 (clear) to 1. Made if you name it.</source>
        <translation>每个像元的光中雾霾所占比例，从 0（清晰）到 1。指定名称时才生成。</translation>
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
    <message>
        <source>{} dehazed</source>
        <translation>{} 去雾</translation>
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
        <source>How much of each pixel's light in {} was haze, from 0 to 1.</source>
        <translation>{} 中每个像元的光里雾霾所占比例，从 0 到 1。</translation>
    </message>
    <message>
        <source>The model {} was not made for haze: use it on rasters that show what it removes.</source>
        <translation>模型 {} 不是为雾霾制作的：请将它用于含有其去除对象的栅格。</translation>
    </message>
    <message>
        <source>guessed</source>
        <translation>推测</translation>
    </message>
    <message>
        <source>{}: {} dehazed by DS-RDMPD Dehaze {}</source>
        <translation>{}：{} 由 DS-RDMPD Dehaze {} 去雾</translation>
    </message>
    <message>
        <source>Model {}, {} sampling steps, strength {:g} %, seed {}, bands {}</source>
        <translation>模型 {}，采样步数 {}，强度 {:g} %，种子 {}，波段 {}</translation>
    </message>
    <message>
        <source>{} × {} pixels, {} tiles, {} sampling steps, {:.1f} s</source>
        <translation>{} × {} 像元，{} 个瓦片，采样步数 {}，{:.1f} 秒</translation>
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
    <name>DehazeDock</name>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Dehaze the middle of the current view, and show it on the map. The strength can be moved freely.</source>
        <translation>对当前视图的中部去雾，并显示在地图上。强度可随意调节。</translation>
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
        <source>rain</source>
        <translation>雨</translation>
    </message>
    <message>
        <source>blur</source>
        <translation>模糊</translation>
    </message>
    <message>
        <source>Tiles of {} pixels, {} sampling steps at standard quality. Licence: {}</source>
        <translation>瓦片 {} 像元，标准质量采样步数 {}。许可：{}</translation>
    </message>
    <message>
        <source>Looking for the device…</source>
        <translation>正在查找设备…</translation>
    </message>
    <message>
        <source>Where the model runs, in a process of its own: torch {}</source>
        <translation>模型在独立进程中运行的位置：torch {}</translation>
    </message>
    <message>
        <source>The model needs a Python with torch and the packages that requirements.txt lists.</source>
        <translation>模型需要带 torch 以及 requirements.txt 所列软件包的 Python。</translation>
    </message>
    <message>
        <source>No Python with torch was found.</source>
        <translation>没有找到带 torch 的 Python。</translation>
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
        <source>CPU with {} cores</source>
        <translation>CPU（{} 核）</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
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
        <source>The band that holds red. The first choice is a guess from the file's colours and band names.</source>
        <translation>红色波段。初始选择根据文件的颜色和波段名称推测。</translation>
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
        <source>The band that holds blue. Bands that are not chosen are copied.</source>
        <translation>蓝色波段。未选择的波段原样复制。</translation>
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
        <source>How much of the model's change is applied: 0 leaves the layer as it is. A preview follows at once.</source>
        <translation>应用模型改变量的多少：0 保持图层原样。预览会立即跟随。</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>How much of the model's change is applied, in percent</source>
        <translation>应用模型改变量的百分比</translation>
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
        <source>&amp;Haze map too</source>
        <translation>同时生成雾霾图(&amp;H)</translation>
    </message>
    <message>
        <source>Make a second layer that shows how much of each pixel's light was haze, from 0 to 1. It lies beside the result, its name ending in “_haze”.</source>
        <translation>生成第二个图层，显示每个像元的光中雾霾所占比例，从 0 到 1。它位于结果旁边，名称以“_haze”结尾。</translation>
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
        <source>as the quality says</source>
        <translation>由质量决定</translation>
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
        <source>Settings…</source>
        <translation>设置…</translation>
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
        <source>⚠ {} has no torch. Install what requirements.txt lists there.</source>
        <translation>⚠ {} 没有 torch。请在其中安装 requirements.txt 所列的软件包。</translation>
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
        <source>The Python program (or the folder of its environment) that runs the model. It needs what requirements.txt lists. Empty: the variable DSRDMPD_PYTHON, then the environment that ./run makes.</source>
        <translation>运行模型的 Python 程序（或其环境的文件夹）。它需要 requirements.txt 所列的软件包。留空：先用变量 DSRDMPD_PYTHON，再用 ./run 创建的环境。</translation>
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
        <source>Limits the memory that the model takes: it grows with the tiles that go through it at once.</source>
        <translation>限制模型占用的内存：它随同时经过模型的瓦片数增长。</translation>
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
        <source>⚠ No Python was found. Name one that has what requirements.txt lists.</source>
        <translation>⚠ 没有找到 Python。请指定一个装有 requirements.txt 所列软件包的 Python。</translation>
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
        <source>{}, seen from afar. Zoom in to see what a run gives.</source>
        <translation>{}，为缩小后的效果。放大可查看运行的实际结果。</translation>
    </message>
</context>
<context>
    <name>RasterAlgorithm</name>
    <message>
        <source>Cancelled: no file was written.</source>
        <translation>已取消：没有写入任何文件。</translation>
    </message>
    <message>
        <source>The additional nodata values of the layer are not used: one value, the same in all bands, could be.</source>
        <translation>未使用图层的附加无数据值：只能使用所有波段相同的一个值。</translation>
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
        <source>{} waiting</source>
        <translation>{} 个等待中</translation>
    </message>
    <message>
        <source>forget</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在启动</translation>
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
        <source>Done</source>
        <translation>完成</translation>
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
