/** On paper: dark on white, nothing that sticks or scrolls, evidence unfolded, figures and findings in one piece. */
export const PRINT_STYLE = `@media print{
@page{margin:14mm}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
html{font-size:10.5pt}
body{background:#fff}
nav,.skip-link,.controls,.hover,.readout,.cursor,details.data{display:none}
body>header,main,body>footer{max-width:none;padding-inline:0}
.scroll,.packets{overflow:visible}
figure.chart,.tile,.finding,tr,.alert{break-inside:avoid}
h2,h3,summary{break-after:avoid}
details.unfold::details-content{content-visibility:visible;block-size:auto;opacity:1}
.case,.group{content-visibility:visible}
a{color:inherit;text-decoration:none}
}
`;
