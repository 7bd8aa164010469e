"""British National Grid (OSGB36) to WGS84: Ordnance Survey's published transverse Mercator series and Helmert shift.

Good to about five metres, which is finer than a postcode. Source: "A guide to coordinate systems in Great Britain",
annexes B and C.
"""

from math import atan2, cos, degrees, hypot, radians, sin, tan

_AIRY = (6377563.396, 6356256.909)
_WGS84 = (6378137.0, 6356752.3142)
_SCALE = 0.9996012717
_ORIGIN = (radians(49), radians(-2))
_FALSE_ORIGIN = (400000.0, -100000.0)
_SHIFT = (446.448, -125.157, 542.060)
_TURN = tuple(radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))
_STRETCH = 1 - 20.4894e-6


def to_wgs84(easting: float, northing: float) -> tuple[float, float]:
    """Latitude and longitude in WGS84 degrees of a National Grid position in metres."""
    return _from_cartesian(_helmert(_to_cartesian(*_from_grid(easting, northing))))


def _eccentricity(axes: tuple[float, float]) -> float:
    return 1 - (axes[1] / axes[0]) ** 2


def _meridian_arc(lat: float) -> float:
    """Metres along the central meridian from the true origin to `lat` (radians)."""
    a, b = _AIRY
    n = (a - b) / (a + b)
    less, more = lat - _ORIGIN[0], lat + _ORIGIN[0]
    return (b * _SCALE) * (
        (1 + n + 1.25 * n**2 + 1.25 * n**3) * less
        - (3 * n + 3 * n**2 + 2.625 * n**3) * sin(less) * cos(more)
        + (1.875 * n**2 + 1.875 * n**3) * sin(2 * less) * cos(2 * more)
        - (35 / 24) * n**3 * sin(3 * less) * cos(3 * more)
    )


def _foot_latitude(northing: float) -> float:
    """The latitude whose arc is as long as `northing`, found by stepping until a hundredth of a millimetre is left."""
    lat = _ORIGIN[0]
    while abs(left := northing - _FALSE_ORIGIN[1] - _meridian_arc(lat)) >= 1e-5:
        lat += left / (_AIRY[0] * _SCALE)
    return lat


def _from_grid(easting: float, northing: float) -> tuple[float, float]:
    """Latitude and longitude in radians on the Airy ellipsoid: the series OS calls VII to XIIA."""
    e2, lat = _eccentricity(_AIRY), _foot_latitude(northing)
    bend = 1 - e2 * sin(lat) ** 2
    nu, rho = _AIRY[0] * _SCALE / bend**0.5, _AIRY[0] * _SCALE * (1 - e2) / bend**1.5
    eta2, t, d = nu / rho - 1, tan(lat), easting - _FALSE_ORIGIN[0]
    north = (
        d**2 / (2 * rho * nu)
        - d**4 / (24 * rho * nu**3) * (5 + 3 * t**2 + eta2 - 9 * t**2 * eta2)
        + d**6 / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4)
    )
    east = (
        d / nu
        - d**3 / (6 * nu**3) * (nu / rho + 2 * t**2)
        + d**5 / (120 * nu**5) * (5 + 28 * t**2 + 24 * t**4)
        - d**7 / (5040 * nu**7) * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6)
    )
    return lat - t * north, _ORIGIN[1] + east / cos(lat)


def _to_cartesian(lat: float, lon: float) -> tuple[float, float, float]:
    e2 = _eccentricity(_AIRY)
    nu = _AIRY[0] / (1 - e2 * sin(lat) ** 2) ** 0.5
    return nu * cos(lat) * cos(lon), nu * cos(lat) * sin(lon), nu * (1 - e2) * sin(lat)


def _helmert(point: tuple[float, float, float]) -> tuple[float, float, float]:
    x, y, z = point
    rx, ry, rz = _TURN
    return (
        _SHIFT[0] + _STRETCH * x - rz * y + ry * z,
        _SHIFT[1] + rz * x + _STRETCH * y - rx * z,
        _SHIFT[2] - ry * x + rx * y + _STRETCH * z,
    )


def _from_cartesian(point: tuple[float, float, float]) -> tuple[float, float]:
    """WGS84 degrees. Four rounds settle the latitude far below a millimetre at British heights."""
    x, y, z = point
    e2, flat = _eccentricity(_WGS84), hypot(x, y)
    lat = atan2(z, flat * (1 - e2))
    for _ in range(4):
        nu = _WGS84[0] / (1 - e2 * sin(lat) ** 2) ** 0.5
        lat = atan2(z + e2 * nu * sin(lat), flat)
    return degrees(lat), degrees(atan2(y, x))
