# functions
set encoding utf8
set terminal svg noenhanced size 900,620 font 'sans-serif,12' background '#ffffff'
set border 3 lc rgb '#1f2328' lw 0.8
set grid lc rgb '#d0d7de' lw 0.6 lt 1
set multiplot
unset label
unset arrow
set lmargin at screen 0.0833
set rmargin at screen 0.8333
set tmargin at screen 0.9548
set bmargin at screen 0.6000
set title 'y = g(x)' tc rgb '#1f2328' font ',13' offset 0,-0.4
set xrange [-5:5]
set xlabel 'x' tc rgb '#1f2328'
unset logscale x
set xtics scale 0.6 nomirror textcolor rgb '#1f2328' autofreq
set yrange [-0.5:5]
set ylabel 'g(x)' tc rgb '#1f2328'
unset logscale y
set ytics scale 0.6 nomirror textcolor rgb '#1f2328' autofreq
set label 'relu' at screen 0.8422,0.9548 left tc rgb '#c15500' font ',11' front
set label 'gelu_tanh' at screen 0.8422,0.9323 left tc rgb '#008460' font ',11' front
set label 'gelu' at screen 0.8422,0.9097 left tc rgb '#0072b2' font ',11' front
unset key
$d0 << EOD
-5 0
0 0
5 5
EOD
$d1 << EOD
-5 0
0 0
5 5
EOD
$d2 << EOD
-5 0
0 0
5 5
EOD
plot $d0 with lines lc rgb '#d55e00' lw 1.8 notitle, \
     $d1 with lines lc rgb '#009e73' lw 1.8 notitle, \
     $d2 with lines lc rgb '#0072b2' lw 1.8 notitle
unset label
unset arrow
set lmargin at screen 0.0833
set rmargin at screen 0.8333
set tmargin at screen 0.4548
set bmargin at screen 0.1000
set title 'distance from true GELU' tc rgb '#1f2328' font ',13' offset 0,-0.4
set xrange [-5:5]
set xlabel 'x' tc rgb '#1f2328'
unset logscale x
set xtics scale 0.6 nomirror textcolor rgb '#1f2328' autofreq
set yrange [1e-08:1]
set ylabel '|g(x) − GELU(x)|' tc rgb '#1f2328'
set logscale y
set ytics scale 0.6,0.3 nomirror textcolor rgb '#1f2328' ('1e-8' 1e-08, '1e-6' 1e-06, '1e-4' 0.0001, '0.01' 0.01, '1' 1)
set label 'relu' at screen 0.0900,0.4282 left tc rgb '#c15500' font ',11' front
set label 'gelu_tanh' at screen 0.0900,0.3219 left tc rgb '#008460' font ',11' front
unset key
$d0 << EOD
-5 0.1
5 0.1
EOD
$d1 << EOD
-5 0.0004
5 0.0004
EOD
plot $d0 with lines lc rgb '#d55e00' lw 1.8 notitle, \
     $d1 with lines lc rgb '#009e73' lw 1.8 notitle
unset multiplot
# frontier
set encoding utf8
set terminal svg noenhanced size 900,396 font 'sans-serif,12' background '#ffffff'
set border 3 lc rgb '#1f2328' lw 0.8
set grid lc rgb '#d0d7de' lw 0.6 lt 1
set multiplot
unset label
unset arrow
set lmargin at screen 0.0833
set rmargin at screen 0.4711
set tmargin at screen 0.8636
set bmargin at screen 0.1566
set title 'max ULP' tc rgb '#1f2328' font ',13' offset 0,-0.4
set xrange [0.0333333333:13.6]
set xlabel 'ns per element, L1, one thread' tc rgb '#1f2328'
set logscale x
set xtics scale 0.6,0.3 nomirror textcolor rgb '#1f2328' ('0.1' 0.1, '1' 1, '10' 10)
set yrange [0.3:1e+13]
set ylabel 'max error, ULP' tc rgb '#1f2328'
set logscale y
set ytics scale 0.6,0.3 nomirror textcolor rgb '#1f2328' ('1' 1, '1e2' 100, '1e4' 10000, '1e6' 1000000, '1e8' 100000000, 'lost' 1e+10)
set label 'relu/max' at screen 0.1184,0.7068 left tc rgb '#0072b2' font ',11' front
set label 'erf/libm' at screen 0.3457,0.7068 left tc rgb '#0072b2' font ',11' front
set label 'erf/double' at screen 0.3908,0.2010 left tc rgb '#0072b2' font ',11' front
set label 'tanh/exp' at screen 0.2838,0.7068 left tc rgb '#0072b2' font ',11' front
set arrow from screen 0.0800,0.9697 to screen 0.1067,0.9697 nohead lc rgb '#009e73' lw 1.5 dt (6,4)
set label 'nothing is faster and more accurate' at screen 0.1111,0.9697 left tc rgb '#1f2328' font ',11' 
set label 'in this suite' at screen 0.4044,0.9697 left tc rgb '#1f2328' font ',11' point pt 6 ps 0.7 lc rgb '#0072b2' offset 0.8,0
unset key
$d0 << EOD
0.05 1e+10
6.8 1e+10
6.8 0.5
EOD
$d1 << EOD
0.05 1e+10
5.4 1e+10
6.8 0.5
0.65 1e+10
EOD
plot $d0 with lines lc rgb '#009e73' lw 1.5 dt (6,4) notitle, \
     $d1 with points pt 6 ps 0.7 lw 1.5 lc rgb '#0072b2' notitle
unset label
unset arrow
set lmargin at screen 0.5833
set rmargin at screen 0.9711
set tmargin at screen 0.8636
set bmargin at screen 0.1566
set title 'max absolute error' tc rgb '#1f2328' font ',13' offset 0,-0.4
set xrange [0.0333333333:13.6]
set xlabel 'ns per element, L1, one thread' tc rgb '#1f2328'
set logscale x
set xtics scale 0.6,0.3 nomirror textcolor rgb '#1f2328' ('0.1' 0.1, '1' 1, '10' 10)
set yrange [1e-08:10]
set ylabel 'max absolute error' tc rgb '#1f2328'
set logscale y
set ytics scale 0.6,0.3 nomirror textcolor rgb '#1f2328' ('1e-8' 1e-08, '1e-6' 1e-06, '1e-4' 0.0001, '0.01' 0.01, '1' 1)
set label 'relu/max' at screen 0.6184,0.7246 left tc rgb '#0072b2' font ',11' front
set label 'erf/libm' at screen 0.8457,0.2862 left tc rgb '#0072b2' font ',11' front
set label 'erf/double' at screen 0.8908,0.2319 left tc rgb '#0072b2' font ',11' front
set label 'tanh/exp' at screen 0.7838,0.5238 left tc rgb '#0072b2' font ',11' front
unset key
$d0 << EOD
0.05 0.16997
0.65 0.16997
0.65 0.00047303
5.4 0.00047303
5.4 4.47035e-07
6.8 4.47035e-07
6.8 2.38419e-07
EOD
$d1 << EOD
0.05 0.16997
5.4 4.47035e-07
6.8 2.38419e-07
0.65 0.00047303
EOD
plot $d0 with lines lc rgb '#009e73' lw 1.5 dt (6,4) notitle, \
     $d1 with points pt 6 ps 0.7 lw 1.5 lc rgb '#0072b2' notitle
unset multiplot
# error
set encoding utf8
set terminal svg noenhanced size 900,370 font 'sans-serif,12' background '#ffffff'
set border 3 lc rgb '#1f2328' lw 0.8
set grid lc rgb '#d0d7de' lw 0.6 lt 1
set multiplot
unset label
unset arrow
set lmargin at screen 0.0833
set rmargin at screen 0.4711
set tmargin at screen 0.9243
set bmargin at screen 0.1676
set title 'erf' tc rgb '#1f2328' font ',13' offset 0,-0.4
set xrange [-131.25:-123]
set xlabel 'x (each power of two as wide as the next)' tc rgb '#1f2328'
unset logscale x
set xtics scale 0.6 nomirror textcolor rgb '#1f2328' ('−16' -131, '−8' -130, '−4' -129, '−2' -128, '−1' -127, '−1/2' -126, '−1/4' -125, '−1/8' -124, '−1/16' -123)
set yrange [0.3:1e+15]
set ylabel 'max error, ULP' tc rgb '#1f2328'
set logscale y
set ytics scale 0.6,0.3 nomirror textcolor rgb '#1f2328' ('1' 1, '1e2' 100, '1e4' 10000, '1e6' 1000000, '1e8' 100000000, 'lost' 1e+10)
set arrow from graph 0.0545,0.0000 to graph 0.0545,1.0000 nohead lc rgb '#8c959f' lw 1 back
set label 'GELU is 0' at graph 0.0545,0.9800 right rotate by 90 offset -0.7,0 tc rgb '#6b7580' font ',9'
set arrow from graph 0.0735,0.0000 to graph 0.0735,1.0000 nohead lc rgb '#8c959f' lw 1 back
set label '' at graph 0.0735,0.9800 right rotate by 90 offset -0.7,0 tc rgb '#6b7580' font ',9'
set arrow from graph 0.2121,0.0000 to graph 0.2121,1.0000 nohead lc rgb '#8c959f' lw 1 back
set label 'deep tail' at graph 0.2121,0.9800 right rotate by 90 offset -0.7,0 tc rgb '#6b7580' font ',9'
set arrow from graph 0.3333,0.0000 to graph 0.3333,1.0000 nohead lc rgb '#8c959f' lw 1 back
set label 'cancellation' at graph 0.3333,0.9800 right rotate by 90 offset -0.7,0 tc rgb '#6b7580' font ',9'
set arrow from graph 0.5152,0.0000 to graph 0.5152,1.0000 nohead lc rgb '#8c959f' lw 1 back
set label 'shoulder' at graph 0.5152,0.9800 right rotate by 90 offset -0.7,0 tc rgb '#6b7580' font ',9'
set arrow from graph 0.6364,0.0000 to graph 0.6364,1.0000 nohead lc rgb '#8c959f' lw 1 back
set label 'minimum' at graph 0.6364,0.9800 right rotate by 90 offset -0.7,0 tc rgb '#6b7580' font ',9'
set label 'erf/libm' at screen 0.1401,0.7157 left tc rgb '#008460' font ',11' front
set label 'erf/double' at screen 0.1330,0.2135 left tc rgb '#0072b2' font ',11' front
unset key
$d0 << EOD
-131.188 0.5
-129.5 0.5
-129.438 1e+10
-129.312 0.5
-129.188 1.67468e+06
-129.062 304487
-128.938 0.5
-128.812 55361.3
-128.688 0.5
-128.562 10065.7
-128.438 0.5
-128.312 1830.12
-128.188 0.5
-128.062 332.75
-127.938 0.5
-127.625 0.5
-127.562 60.5
-127.438 0.5
-127.125 0.5
-127.062 11
-126.938 0.5
-126.125 0.5
-126.062 2
-125.938 0.5
-123 0.5
EOD
$d1 << EOD
-131.188 0.5
-129.438 0.5
-123 0.5
EOD
plot $d0 with lines lc rgb '#009e73' lw 1.8 notitle, \
     $d1 with lines lc rgb '#0072b2' lw 1.8 notitle
unset multiplot
# error-line
set encoding utf8
set terminal svg noenhanced size 900,310 font 'sans-serif,12' background '#ffffff'
set border 3 lc rgb '#1f2328' lw 0.8
set grid lc rgb '#d0d7de' lw 0.6 lt 1
set multiplot
unset label
unset arrow
set lmargin at screen 0.0833
set rmargin at screen 0.8333
set tmargin at screen 0.9097
set bmargin at screen 0.2000
set title '' tc rgb '#1f2328' font ',13' offset 0,-0.4
set xrange [-255:255]
set xlabel 'x, every float32 in its order' tc rgb '#1f2328'
unset logscale x
set xtics scale 0.6 nomirror textcolor rgb '#1f2328' ('−2^127' -254, '−2^64' -191, '−1' -127, '−2^-64' -63, '0' 0, '2^-64' 63, '1' 127, '2^64' 191, '2^127' 254)
set yrange [0.3:1e+15]
set ylabel 'max error, ULP' tc rgb '#1f2328'
set logscale y
set ytics scale 0.6,0.3 nomirror textcolor rgb '#1f2328' ('1' 1, '1e2' 100, '1e4' 10000, '1e6' 1000000, '1e8' 100000000, 'lost' 1e+10)
set arrow from graph 0.2435,0.0000 to graph 0.2435,1.0000 nohead lc rgb '#8c959f' lw 1 back
set label 'GELU is 0' at graph 0.2435,0.9800 right rotate by 90 offset -0.7,0 tc rgb '#6b7580' font ',9'
set arrow from graph 0.2980,0.0000 to graph 0.2980,1.0000 nohead lc rgb '#8c959f' lw 1 back
set label 'near 0' at graph 0.2980,0.9800 right rotate by 90 offset -0.7,0 tc rgb '#6b7580' font ',9'
set arrow from graph 0.7020,0.0000 to graph 0.7020,1.0000 nohead lc rgb '#8c959f' lw 1 back
set label 'tiny' at graph 0.7020,0.9800 right rotate by 90 offset -0.7,0 tc rgb '#6b7580' font ',9'
set arrow from graph 0.7539,0.0000 to graph 0.7539,1.0000 nohead lc rgb '#8c959f' lw 1 back
set label 'positive' at graph 0.7539,0.9800 right rotate by 90 offset -0.7,0 tc rgb '#6b7580' font ',9'
set label 'erf/double' at screen 0.8422,0.2101 left tc rgb '#0072b2' font ',11' front
unset key
$d0 << EOD
-254.5 0.5
-129.5 0.5
-129.438 0.5
-129.312 0.5
255 0.5
EOD
plot $d0 with lines lc rgb '#0072b2' lw 1.8 notitle
unset multiplot
# cliffs
set encoding utf8
set terminal svg noenhanced size 900,100 font 'sans-serif,12' background '#ffffff'
set border 3 lc rgb '#1f2328' lw 0.8
set grid lc rgb '#d0d7de' lw 0.6 lt 1
unset grid
unset border
unset key
set lmargin at screen 0.2111
set rmargin at screen 0.99
set tmargin at screen 0.3000
set bmargin at screen 0.1200
set xrange [0:2]
set yrange [1:0]
set x2range [0:2]
unset xtics
set x2tics scale 0 textcolor rgb '#1f2328' font ',10' ('subnormal' 0.5, 'half -20, half'."\n".'-10^30' 1.5)
set ytics scale 0 textcolor rgb '#1f2328' font ',11' ('tanh/exp' 0.5)
set label '20.0' at 0.5,0.5 center tc rgb '#ffffff' font ',10' front
set label '0.92' at 1.5,0.5 center tc rgb '#000000' font ',10' front
$cells << EOD
0.5 0.5 0 1 0 1 9320992
1.5 0.5 1 2 0 1 16643820
EOD
plot $cells using 1:2:3:4:5:6:7 with boxxyerror fs solid 1.0 noborder fc rgb variable
# working-sets
set encoding utf8
set terminal svg noenhanced size 900,310 font 'sans-serif,12' background '#ffffff'
set border 3 lc rgb '#1f2328' lw 0.8
set grid lc rgb '#d0d7de' lw 0.6 lt 1
set multiplot
unset label
unset arrow
set lmargin at screen 0.0833
set rmargin at screen 0.8333
set tmargin at screen 0.9097
set bmargin at screen 0.2000
set title '' tc rgb '#1f2328' font ',13' offset 0,-0.4
set xrange [5:214748365]
set xlabel 'input and output together' tc rgb '#1f2328'
set logscale x
set xtics scale 0.6,0.3 nomirror textcolor rgb '#1f2328' ('8 B' 8, '128 B' 128, '2 KiB' 2048, '32 KiB' 32768, '512 KiB' 524288, '8 MiB' 8388608, '128 MiB' 134217728)
set yrange [0.1:1000]
set ylabel 'GB/s read and written' tc rgb '#1f2328'
set logscale y
set ytics scale 0.6,0.3 nomirror textcolor rgb '#1f2328' ('0.1' 0.1, '1' 1, '10' 10, '100' 100, '1000' 1000)
set arrow from graph 0.5000,0.0000 to graph 0.5000,1.0000 nohead lc rgb '#8c959f' lw 1 back
set label 'L1' at graph 0.5000,0.9800 right rotate by 90 offset -0.7,0 tc rgb '#6b7580' font ',9'
set arrow from graph 0.8944,0.0000 to graph 0.8944,1.0000 nohead lc rgb '#8c959f' lw 1 back
set label 'L3' at graph 0.8944,0.9800 right rotate by 90 offset -0.7,0 tc rgb '#6b7580' font ',9'
set label 'memcpy' at screen 0.8422,0.7010 left tc rgb '#757575' font ',11' front
set label 'triad' at screen 0.8422,0.6559 left tc rgb '#757575' font ',11' front
set label 'relu/max' at screen 0.8422,0.6107 left tc rgb '#0072b2' font ',11' front
set label 'tanh/exp' at screen 0.8422,0.4862 left tc rgb '#008460' font ',11' front
set label 'erf/libm' at screen 0.8422,0.3231 left tc rgb '#bb4d8a' font ',11' front
set label 'erf/double' at screen 0.8422,0.2779 left tc rgb '#c15500' font ',11' front
unset key
$d0 << EOD
8 266.667
512 266.667
16384 200
1.04858e+06 266.667
1.34218e+08 66.6667
EOD
$d1 << EOD
16384 177.778
1.34218e+08 59.2593
EOD
$d2 << EOD
8 160
512 160
16384 160
1.04858e+06 160
1.34218e+08 53.3333
EOD
$d3 << EOD
16384 1.17647
1.34218e+08 0.392157
EOD
$d4 << EOD
8 11.4286
512 11.4286
16384 12.3077
1.04858e+06 11.4286
1.34218e+08 4.10256
EOD
$d5 << EOD
16384 1.48148
1.34218e+08 0.493827
EOD
plot $d0 with lines lc rgb '#7f7f7f' lw 1.5 dt (6,4) notitle, \
     $d1 with lines lc rgb '#7f7f7f' lw 1.5 dt (6,4) notitle, \
     $d2 with lines lc rgb '#0072b2' lw 1.8 notitle, \
     $d3 with lines lc rgb '#d55e00' lw 1.8 notitle, \
     $d4 with lines lc rgb '#009e73' lw 1.8 notitle, \
     $d5 with lines lc rgb '#cc79a7' lw 1.8 notitle
unset multiplot
# threads
set encoding utf8
set terminal svg noenhanced size 900,310 font 'sans-serif,12' background '#ffffff'
set border 3 lc rgb '#1f2328' lw 0.8
set grid lc rgb '#d0d7de' lw 0.6 lt 1
set multiplot
unset label
unset arrow
set lmargin at screen 0.0833
set rmargin at screen 0.8333
set tmargin at screen 0.9097
set bmargin at screen 0.2000
set title '' tc rgb '#1f2328' font ',13' offset 0,-0.4
set xrange [200:1500000]
set xlabel 'elements' tc rgb '#1f2328'
set logscale x
set xtics scale 0.6,0.3 nomirror textcolor rgb '#1f2328' ('256' 256, '4,096' 4096, '65,536' 65536, '1,048,576' 1048576)
set yrange [0:2.25]
set ylabel 'speed-up' tc rgb '#1f2328'
unset logscale y
set ytics scale 0.6 nomirror textcolor rgb '#1f2328' autofreq
set arrow from graph 0.0000,0.4444 to graph 1.0000,0.4444 nohead lc rgb '#8c959f' lw 1 back
set label 'no gain' at graph 0.0100,0.4444 offset 0,0.5 tc rgb '#6b7580' font ',9'
set label 'tanh/exp' at screen 0.8422,0.7520 left tc rgb '#0072b2' font ',11' front
unset key
$d0 << EOD
256 0.368421
4096 1
65536 1.75
EOD
plot $d0 with lines lc rgb '#0072b2' lw 1.8 notitle
unset multiplot
