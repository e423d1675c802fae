"""Heat: the density surface."""

from __future__ import annotations

from data_access.definitions.vocabulary import Measure, Said

DENSITY = Measure(
    "density",
    Said("热力", "heat"),
    Said(
        "整个时段每平方公里的案件数：以每个有坐标的案件为中心的高斯核之和，标准差（带宽）{bandwidth}，"
        "在 {reach} 倍带宽处截断；界外不画，边界处不作修正",
        "incidents per km² over the whole period: a Gaussian kernel around each located incident, "
        "its standard deviation the bandwidth of {bandwidth}, cut off at {reach} of them; nothing "
        "is drawn outside the outline, nothing corrected at its edge",
    ),
)
OUTSIDE = Measure(
    "outside",
    Said("界外", "outside"),
    Said(
        "有坐标案件中，在界外约一个格点以外的：不在原处画出，但紧靠边界的会增加界内的密度",
        "of those with coordinates, those outside the outline by more than about a cell of the "
        "lattice: not drawn there, though one close to it adds to the density inside",
    ),
)
COLOURS = Measure(
    "colours",
    Said("颜色", "colours"),
    Said(
        "按密度的平方根分级，超过上限的同色",
        "follow the square root of the density; above the top they are the same",
    ),
)
BANDWIDTH = Measure("bandwidth_m", Said("带宽", "bandwidth"), Said("米", "metres"))
LATTICE = (
    Measure("rows", Said("行数", "rows"), Said("格点的行数", "of the lattice")),
    Measure("columns", Said("列数", "columns"), Said("格点的列数", "of the lattice")),
    Measure(
        "highest_per_km2",
        Said("最大密度", "highest density"),
        Said("界内热力的最大值", "of the heat inside the outline"),
    ),
    Measure(
        "mean_per_km2",
        Said("平均密度", "mean density"),
        Said("界内热力的平均值", "of the heat inside the outline"),
    ),
)
